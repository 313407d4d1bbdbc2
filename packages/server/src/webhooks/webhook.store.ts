import {
  type CommandContext,
  type LogPosition,
  RapportError,
  type SecretBox,
  type Statement,
  type StatementRunner,
} from '@rapport/kernel';
import { newSigningSecret } from './signature.ts';

/** Rows of endpoints that are no records: how far they have come, what is replayed, and what they are signed with. */

export interface EndpointKey {
  readonly tenantId: number;
  /** Database form. */
  readonly endpointId: string;
}

const MAX_REPLAYS = 100;

export const keyValues = ({ tenantId, endpointId }: EndpointKey) => [tenantId, endpointId];

export function beginProgress(key: EndpointKey, { epoch, seq }: LogPosition): Statement {
  return {
    text: 'insert into webhook_progress (tenant_id, endpoint_id, epoch, seq) values ($1, $2, $3, $4)',
    values: [...keyValues(key), epoch, seq],
  };
}

/** Goes on behind another place in the log; whoever delivers at the moment notices, and stops. */
export function moveProgress(key: EndpointKey, { epoch, seq }: LogPosition): Statement {
  return {
    text: `
update webhook_progress set epoch = $3, seq = $4, tries = 0, next_try_at = now() where tenant_id = $1 and endpoint_id = $2`,
    values: [...keyValues(key), epoch, seq],
  };
}

/** Tries at once again, whatever was tried before. */
export function tryAgain(key: EndpointKey): Statement {
  return {
    text: 'update webhook_progress set tries = 0, next_try_at = now() where tenant_id = $1 and endpoint_id = $2',
    values: keyValues(key),
  };
}

/** Sends what lies between two places of the log once more. Throws INPUT_INVALID when too much of that is under way. */
export async function addReplay(
  runner: StatementRunner,
  key: EndpointKey,
  from: LogPosition,
  untilSeq: number,
): Promise<void> {
  const added = await runner.run({
    text: `
insert into webhook_replay (tenant_id, endpoint_id, epoch, seq, until_seq)
select $1, $2, $3, $4, $5
where (select count(*) from webhook_replay where tenant_id = $1 and endpoint_id = $2) < ${MAX_REPLAYS}
returning id`,
    values: [...keyValues(key), from.epoch, from.seq, untilSeq],
  });
  if (added.length > 0) return;
  throw new RapportError('INPUT_INVALID', `id: ${MAX_REPLAYS} repetitions for this endpoint are not done yet.`, {
    field: 'id',
    hint: 'Wait for some of them; a range with `replayWebhookEvents` counts as one.',
  });
}

const purposeOf = ({ tenantId, endpointId }: EndpointKey) => `webhook endpoint ${tenantId}/${endpointId}`;

/** Makes a secret to sign with from now on; those that are there are good for a while longer. */
export async function addSecret(
  { work, secrets }: CommandContext,
  key: EndpointKey,
  overlapHours: number,
): Promise<string> {
  const secret = newSigningSecret();
  await work.run({
    text: `
update webhook_secret set expires_at = least(expires_at, now() + make_interval(hours => $3))
where tenant_id = $1 and endpoint_id = $2`,
    values: [...keyValues(key), overlapHours],
  });
  await work.run({
    text: 'insert into webhook_secret (tenant_id, endpoint_id, box) values ($1, $2, $3)',
    values: [...keyValues(key), secrets.close(secret, purposeOf(key))],
  });
  await work.run({
    text: 'delete from webhook_secret where tenant_id = $1 and endpoint_id = $2 and expires_at <= now()',
    values: keyValues(key),
  });
  return secret;
}

/** Those to sign with, the newest first. Throws SECRET_KEYS_MISSING. */
export async function secretsOf(runner: StatementRunner, secrets: SecretBox, key: EndpointKey): Promise<string[]> {
  const rows = await runner.run<{ box: Buffer }>({
    text: `
select box from webhook_secret
where tenant_id = $1 and endpoint_id = $2 and (expires_at is null or expires_at > now()) order by created_at desc`,
    values: keyValues(key),
  });
  return rows.map(({ box }) => secrets.open(box, purposeOf(key)));
}
