import type DataLoader from 'dataloader';
import type { FieldNode } from 'graphql';
import type { Access } from '../access/access.ts';
import type { Tenant } from '../access/actor.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { Answer, RecordReader } from '../records/reader.ts';
import type { TenantDatabase } from '../tenancy/index.ts';
import type { BeforeHandler, UnitOfWork } from './unit-of-work.ts';

/** What resolvers know of the request they serve. */
export interface RequestContext {
  readonly tenant: Tenant;
  readonly access: Access;
  readonly catalogue: RecordCatalogue;
  readonly database: TenantDatabase;
  /** Reads with the actor's rights, outside any transaction. */
  readonly reader: RecordReader;
  readonly requestId: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly before: readonly BeforeHandler[];
  /** `Idempotency-Key` header; means something only when the document has one mutation field. */
  readonly idempotencyHeader: string | undefined;
  /** Batches the records that resolvers refer to, by the field that asked for them. */
  readonly loaders: Map<FieldNode, DataLoader<string, Answer | null>>;
}

/** What resolvers of mutations know besides: everything they write goes through `work`. */
export interface CommandContext extends RequestContext {
  readonly work: UnitOfWork;
}
