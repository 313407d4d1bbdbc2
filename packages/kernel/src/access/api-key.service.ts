import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { ApiKey } from './api-key.record.ts';
import { hashApiKeySecret, newApiKeySecret } from './api-key-secret.ts';

export interface ApiKeyInput {
  readonly name: string;
  readonly roleId: string;
  readonly userId?: string | null;
  readonly expiresAt?: string | null;
  readonly budgetPerSecond?: number | null;
}

/** Makes a key with a secret, of which only the hash is kept. */
export async function makeApiKey(
  work: UnitOfWork,
  input: ApiKeyInput,
): Promise<{ readonly apiKey: RecordRef; readonly secret: string }> {
  const apiKey = await work.create(ApiKey, { ...input });
  const secret = newApiKeySecret();
  await work.run({
    text: 'insert into api_key_secret (tenant_id, api_key_id, hash) values ($1, $2, $3)',
    values: [work.context.tenant.id, apiKey.uuid, hashApiKeySecret(secret)],
  });
  return { apiKey, secret };
}
