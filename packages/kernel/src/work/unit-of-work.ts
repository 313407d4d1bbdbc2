import type { Access } from '../access/access.ts';
import type { Tenant } from '../access/actor.ts';
import type { OwnEvent, Payload, PayloadFields } from '../events/own-event.ts';
import type { Composition } from '../plugins/composition.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { RequestValues } from '../records/late-value.ts';
import { type Answer, RecordReader } from '../records/reader.ts';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import type { RecordInput } from '../records/write/input.ts';
import type { SecretBox } from '../secrets/index.ts';
import { patience, type Statement, type Transaction } from '../tenancy/index.ts';
import { Budget, type Limits } from './budget.ts';
import type { FieldValues, RecordChange } from './change.ts';
import { type ChangeOptions, changeRecord, lockRecord, type TransitionStep } from './change-record.ts';
import { createRecords, type NewRecord } from './create-records.ts';
import { type FindOptions, findRecords } from './find-records.ts';
import type { Cause } from './journal.ts';
import { publish, publishRows } from './publish.ts';
import type { RecordRef } from './record-ref.ts';
import { openSecret } from './record-secrets.ts';

/** Runs inside the transaction of a change, before it is written; throws to refuse it. */
export interface BeforeHandler {
  readonly record: RecordClass;
  readonly on: readonly RecordChange['operation'][];
  /** It is asked only where a change names one of these fields; of all changes when absent. */
  readonly fields?: readonly string[];
  /** It is asked only where a change is one of these steps of the life cycle. */
  readonly transitions?: readonly string[];
  /** What it refuses, by `warn`, the caller may insist on: then it is not asked. Commands that can meet it take `insist`. */
  readonly warns?: true;
  /** Values that it returns are written with the change, also in fields that no input may name. */
  readonly run: (change: RecordChange, work: UnitOfWork) => Promise<RecordInput | undefined>;
}

/** A handler, and the plugin that it is of. */
export interface OwnedHandler extends BeforeHandler {
  readonly plugin: string;
}

/** A handler runs while others wait for the transaction's locks. */
const HANDLER_LIMITS: Limits = { milliseconds: 2_000, rows: 10_000 };

export interface WorkContext {
  readonly tenant: Tenant;
  readonly access: Access;
  readonly composition: Composition;
  readonly catalogue: RecordCatalogue;
  readonly requestId: string;
  /** Encrypts what fields keep secret. */
  readonly secrets: SecretBox;
  /** The caller knows of warnings and means it all the same. */
  readonly insist?: boolean;
  /** No handler is asked before a change. */
  readonly withoutRules?: true;
}

/** Work that follows changes once they are written, for all of them at once. */
export type Follower<Item> = (work: UnitOfWork, items: readonly Item[]) => Promise<unknown>;

/**
 * All writes of one mutation in one transaction: checked against the actor's rights, versioned, audited,
 * and announced in the outbox. Nested work is a savepoint.
 */
export class UnitOfWork {
  readonly context: WorkContext;
  readonly transaction: Transaction;
  readonly reader: RecordReader;
  /** Set by commands that undid all they did; their idempotency key stays free for another attempt. */
  nothingWritten = false;
  private readonly shownOnce = new Set<string>();
  private followers = new Map<Follower<never>, never[]>();

  constructor(context: WorkContext, transaction: Transaction) {
    this.context = context;
    this.transaction = transaction;
    this.reader = new RecordReader(transaction, context.tenant, context.access);
  }

  get cause(): Cause {
    return { actor: this.context.access.actor.id, requestId: this.context.requestId };
  }

  get request(): RequestValues {
    const { tenant, access } = this.context;
    return { tenant, actor: access.actor, variables: {} };
  }

  /**
   * The same work with every right, in the name of the same actor: for what the rules of a module keep,
   * never for what a caller asks for.
   */
  get unlimited(): UnitOfWork {
    return new UnitOfWork({ ...this.context, access: this.context.access.unlimited }, this.transaction);
  }

  /**
   * For `before` handlers: work to do once the changes are written, such as records that refer to new ones.
   * What several changes of one statement leave to the same follower, it gets at once.
   */
  afterWrite<Item>(follower: Follower<Item>, item: Item): void {
    const items = this.followers.get(follower as Follower<never>) ?? [];
    items.push(item as never);
    this.followers.set(follower as Follower<never>, items);
  }

  async runFollowers(): Promise<void> {
    const due = this.followers;
    this.followers = new Map();
    for (const [follower, items] of due) await follower(this, items);
  }

  private typeOf(record: RecordClass): RecordType {
    return this.context.catalogue.typeOf(record);
  }

  /** Creates a record. `path` names the input in errors; `kept` are values that only code may give. */
  async create(record: RecordClass, input: RecordInput, path = 'input', kept: RecordInput = {}): Promise<RecordRef> {
    const [ref] = await createRecords(this, this.typeOf(record), [{ input, path, kept }]);
    if (!ref) throw new Error('A record was created but not returned.');
    return ref;
  }

  /** All values of a record that the actor may change, as the API shows them. It stays locked until the transaction ends. */
  lock(record: RecordClass, id: string, path = 'id'): Promise<FieldValues> {
    return lockRecord(this, this.typeOf(record), id, path);
  }

  /** Creates several records of one type in one statement: all or none. */
  createAll(record: RecordClass, rows: readonly NewRecord[]): Promise<RecordRef[]> {
    return createRecords(this, this.typeOf(record), rows);
  }

  update(record: RecordClass, id: string, input: RecordInput, options: ChangeOptions = {}): Promise<RecordRef> {
    return changeRecord(
      this,
      this.typeOf(record),
      id,
      { operation: 'updated', input, kept: options.kept ?? {} },
      options,
    );
  }

  /** Takes a step of the record's life cycle. */
  transition(record: RecordClass, id: string, step: TransitionStep, options: ChangeOptions = {}): Promise<RecordRef> {
    return changeRecord(this, this.typeOf(record), id, { operation: 'updated', ...step }, options);
  }

  /** Soft-deletes: the record leaves every list and lookup until it is restored. */
  delete(record: RecordClass, id: string, options: ChangeOptions = {}): Promise<RecordRef> {
    return changeRecord(this, this.typeOf(record), id, { operation: 'deleted', kept: options.kept ?? {} }, options);
  }

  restore(record: RecordClass, id: string, options: ChangeOptions = {}): Promise<RecordRef> {
    return changeRecord(this, this.typeOf(record), id, { operation: 'restored', kept: options.kept ?? {} }, options);
  }

  /** Announces what happened besides changes of records. It is published when everything else of this work is. */
  publish<const Fields extends PayloadFields>(
    event: OwnEvent<Fields>,
    payload: Payload<Fields>,
    about?: RecordRef,
  ): Promise<void> {
    return publish(this, event, payload, about);
  }

  /**
   * The same about many records at once. `rows` is a statement whose columns are `id`, the uuid of the record, and `payload`,
   * as JSON; what it says is not checked against the declaration. Returns how many there were.
   */
  publishRows(event: OwnEvent, rows: Statement): Promise<number> {
    return publishRows(this, event, rows);
  }

  /** The newest records that match a filter, as the actor would see them. */
  async find(record: RecordClass, options: FindOptions): Promise<Answer[]> {
    const { access, catalogue } = this.context;
    const found = await findRecords({ reader: this.reader, access, catalogue }, record, options);
    this.transaction.meter?.touched(found.length);
    return found;
  }

  /** Part of the work that may fail by itself. */
  async nested<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.transaction.savepoint(work);
    } catch (error) {
      // What was to follow a change that is undone must not follow the next one.
      this.followers = new Map();
      throw error;
    }
  }

  /**
   * What a record keeps secret in a field of `holder`, whoever acts; null where nothing is set. For the code of the plugin
   * that declares the field: it must not go into an answer, an event or a log.
   */
  openSecret(holder: RecordClass, id: string, field: string): Promise<string | null> {
    return openSecret(this, holder, id, field);
  }

  /** SQL of a module on its own tables; `$1` should be the tenant id. */
  run<Row extends object>(statement: Statement): Promise<Row[]> {
    return this.transaction.run<Row>(statement);
  }

  /** For work in the background, of which one statement is about all records of a type: each may take so long. */
  async allowSeconds(seconds: number): Promise<void> {
    await this.transaction.run(patience(seconds));
  }

  /** Marks a text that the answer shows this once: a repetition of the command gets null in its place. */
  showOnce(secret: string): string {
    this.shownOnce.add(secret);
    return secret;
  }

  isShownOnce(text: string): boolean {
    return this.shownOnce.has(text);
  }

  /** Runs the handlers of a change one after another; each sees what those before it added. `amend` makes the change with more values. */
  async announceBefore(change: RecordChange, amend: (values: RecordInput) => RecordChange): Promise<void> {
    let current = change;
    for (const handler of this.handlersOf(change.type, change.operation)) {
      if (!concerns(handler, Object.keys(current.after), current.transition?.name)) continue;
      const values = await this.runHandler(handler, current);
      if (values) current = amend(values);
    }
  }

  private async runHandler(handler: OwnedHandler, change: RecordChange): Promise<RecordInput | undefined> {
    const part = `its handler before a ${change.type.name} is ${change.operation}`;
    const budget = new Budget({ plugin: handler.plugin, part }, HANDLER_LIMITS);
    const { transaction } = this;
    const outer = transaction.meter;
    transaction.meter = budget;
    try {
      return await budget.run(() => handler.run(change, this));
    } finally {
      // What is left running of a handler that was stopped must not go on in the transaction.
      if (!budget.signal.aborted) transaction.meter = outer;
    }
  }

  private handlersOf(type: RecordType, operation: RecordChange['operation']): readonly OwnedHandler[] {
    const { composition, insist, withoutRules } = this.context;
    if (withoutRules) return [];
    return handlersOf(composition.before, type, operation).filter(({ warns }) => !(warns && insist));
  }
}

type Handlers = readonly BeforeHandler[];

/** Whether code wants to see the creation of such a record, of which these fields are given, before it is written. */
export function isCreationObserved(before: Handlers, type: RecordType, given: readonly string[]): boolean {
  return handlersOf(before, type, 'created').some((handler) => concerns(handler, given));
}

function concerns({ fields, transitions }: BeforeHandler, named: readonly string[], step?: string): boolean {
  if (transitions && !(step && transitions.includes(step))) return false;
  return fields === undefined || fields.some((field) => named.includes(field));
}

function handlersOf<Handler extends BeforeHandler>(
  before: readonly Handler[],
  type: RecordType,
  operation: RecordChange['operation'],
): readonly Handler[] {
  return before.filter(({ record, on }) => record === type.class && on.includes(operation));
}
