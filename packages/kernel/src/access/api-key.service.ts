import { RapportError } from '../errors/index.ts';
import { encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { ApiKey } from './api-key.record.ts';
import { hashApiKeySecret, newApiKeySecret } from './api-key-secret.ts';
import { SELF_ROLE } from './rights.ts';
import { Role } from './role.record.ts';

export interface ApiKeyInput {
  readonly name: string;
  readonly roleId: string;
  readonly userId?: string | null;
  readonly expiresAt?: string | null;
  readonly budgetPerSecond?: number | null;
}

export interface NewApiKey {
  readonly apiKey: RecordRef;
  /** Shown this once. */
  readonly secret: string;
}

/** Makes a key with a secret, of which only the hash is kept. */
export async function makeApiKey(work: UnitOfWork, input: ApiKeyInput): Promise<NewApiKey> {
  return keep(work, await work.create(ApiKey, { ...input }));
}

/**
 * Makes a key with which somebody outside serves himself: it reaches the record that stands for him, and what belongs to it.
 * The actor must be one who may change that record.
 */
export async function makeSelfServiceKey(work: UnitOfWork, record: RecordRef, expiresAt: string): Promise<NewApiKey> {
  if (work.context.access.actor.kind === 'SELF')
    throw new RapportError('FORBIDDEN', 'Self-service may not make keys.', {
      hint: 'Ask the application that made yours for another one.',
    });
  const recordId = encodeId(record.type, record.uuid);
  const role = await work.run<{ id: string }>({
    text: 'select id from role where tenant_id = $1 and key = $2 and built_in',
    values: [work.context.tenant.id, SELF_ROLE],
  });
  const input = {
    name: `Self-service of ${recordId}`,
    roleId: encodeId(recordTypeOf(Role), role[0]?.id ?? ''),
    expiresAt,
  };
  return keep(work, await work.unlimited.create(ApiKey, input, 'input', { recordId }));
}

async function keep(work: UnitOfWork, apiKey: RecordRef): Promise<NewApiKey> {
  const secret = newApiKeySecret();
  await work.run({
    text: 'insert into api_key_secret (tenant_id, api_key_id, hash) values ($1, $2, $3)',
    values: [work.context.tenant.id, apiKey.uuid, hashApiKeySecret(secret)],
  });
  return { apiKey, secret };
}
