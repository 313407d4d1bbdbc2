import type { Access } from '../access/access.ts';
import type { Tenant } from '../access/actor.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Composition } from '../plugins/composition.ts';
import type { Installation } from '../plugins/installation.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { AnswerPath } from '../records/cut-pages.ts';
import type { RecordReader } from '../records/reader.ts';
import type { SecretBox } from '../secrets/index.ts';
import type { Settings } from '../settings/settings.ts';
import type { TenantDatabase } from '../tenancy/index.ts';
import type { RecordLoads } from './record-loads.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** What resolvers know of the request they serve. */
export interface RequestContext {
  readonly tenant: Tenant;
  readonly access: Access;
  readonly catalogue: RecordCatalogue;
  /** All plugins, and those that the tenant has switched on. */
  readonly installation: Installation;
  readonly composition: Composition;
  /** Reads with the actor's rights; inside a command, in its transaction. */
  readonly reader: RecordReader;
  readonly requestId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Encrypts what the server must be able to read again. */
  readonly secrets: SecretBox;
  /** What plugins can be told, and were told. */
  readonly settings: Settings;
  /** Where the server may send what somebody asks it to send. */
  readonly outbound: Outbound;
}

/** What resolvers of mutations know besides: everything they write goes through `work`. */
export interface CommandContext extends RequestContext {
  readonly work: UnitOfWork;
}

/** What the machine itself needs besides; resolvers have no business with it. */
export interface ExecutionContext extends RequestContext {
  readonly database: Pick<TenantDatabase, 'transaction'>;
  /** `Idempotency-Key` header; means something only when the document has one mutation field. */
  readonly idempotencyHeader: string | undefined;
  readonly loads: RecordLoads;
  readonly eventLog: EventLog;
  /** The end of the log when the operation began; asked for before anything else is read. */
  readonly eventCursor: () => Promise<string>;
  /** Told when something was committed that others may wait for. */
  readonly onCommit: () => void;
  /** Where in the answer a bound cut pages short. */
  readonly cutPages: AnswerPath[];
}
