import { createHash } from 'node:crypto';
import { RapportError } from '../errors/index.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How long a key is remembered. */
const RETENTION = "interval '24 hours'";
const MAX_KEY_LENGTH = 255;
/** Every new key takes a few old ones with it, so that they never pile up. */
const FORGET_AT_ONCE = 10;

export const createIdempotencyKeys = `
create table idempotency_key (
  tenant_id integer not null,
  actor text not null,
  key text not null check (char_length(key) <= ${MAX_KEY_LENGTH}),
  fingerprint bytea not null,
  response text,
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, actor, key)
);
create index idempotency_key_created_at_idx on idempotency_key (tenant_id, created_at);`;

/** Names a command with its arguments and selection: a repetition must be the same in all of it. */
export function fingerprintOf(parts: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** A command, and how its result is kept for repetitions. */
export interface OnceCommand<Result> {
  readonly run: () => Promise<Result>;
  readonly freeze: (result: Result) => string;
  readonly thaw: (text: string) => Result;
}

/**
 * Runs a command once per key. The key is taken in the command's own transaction: a parallel repetition waits for it,
 * a failed command leaves no trace, and a finished one answers every repetition with its first result.
 */
export async function once<Result>(
  work: UnitOfWork,
  key: string | undefined,
  fingerprintOfCommand: () => Buffer,
  { run, freeze, thaw }: OnceCommand<Result>,
): Promise<Result> {
  if (key === undefined) return run();
  if (key.length === 0 || key.length > MAX_KEY_LENGTH || !key.isWellFormed() || key.includes('\u0000')) {
    throw new RapportError('INPUT_INVALID', `idempotencyKey: must be a text of 1 to ${MAX_KEY_LENGTH} characters.`, {
      field: 'idempotencyKey',
    });
  }
  const fingerprint = fingerprintOfCommand();
  const { tenant, access } = work.context;
  const identity = [tenant.id, access.actor.id, key];
  const [fresh] = await work.run({
    text: `
with forgotten as (
  delete from idempotency_key where (tenant_id, actor, key) in (
    select tenant_id, actor, key from idempotency_key
    where tenant_id = $1 and created_at < now() - ${RETENTION} and not (actor = $2 and key = $3)
    limit ${FORGET_AT_ONCE} for update skip locked))
insert into idempotency_key (tenant_id, actor, key, fingerprint) values ($1, $2, $3, $4)
on conflict (tenant_id, actor, key) do update set fingerprint = excluded.fingerprint, response = null, created_at = now()
  where idempotency_key.created_at < now() - ${RETENTION}
returning 1 as fresh`,
    values: [...identity, fingerprint],
  });
  if (!fresh) return thaw(await keptResult(work, identity, fingerprint));
  const result = await run();
  if (work.nothingWritten) {
    await work.run({
      text: 'delete from idempotency_key where tenant_id = $1 and actor = $2 and key = $3',
      values: identity,
    });
  } else {
    const text = 'update idempotency_key set response = $4 where tenant_id = $1 and actor = $2 and key = $3';
    await work.run({ text, values: [...identity, freeze(result)] });
  }
  return result;
}

async function keptResult(work: UnitOfWork, identity: readonly unknown[], fingerprint: Buffer): Promise<string> {
  const [first] = await work.run<{ fingerprint: Buffer; response: string }>({
    text: 'select fingerprint, response from idempotency_key where tenant_id = $1 and actor = $2 and key = $3',
    values: identity,
  });
  if (!first?.fingerprint.equals(fingerprint)) {
    throw new RapportError('IDEMPOTENCY_MISMATCH', 'This idempotency key belongs to another command.', {
      field: 'idempotencyKey',
    });
  }
  return first.response;
}
