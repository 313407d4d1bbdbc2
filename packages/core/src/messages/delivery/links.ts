import type { SecretBox } from '@rapport/sdk';

/** What a link in a message leads back to. */
export interface LinkedMessage {
  readonly tenantId: number;
  /** Uuid. */
  readonly message: string;
}

const PURPOSE = 'link of a message';
const TOKEN = /^(\d{1,10})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([\w-]{27})$/;

/** Proves to whom a link was sent: nobody can make one up, or change one into another. */
export function linkToken(secrets: SecretBox, { tenantId, message }: LinkedMessage): string {
  const text = `${tenantId}.${message}`;
  return `${text}.${secrets.sign(text, PURPOSE)}`;
}

export function readLinkToken(secrets: SecretBox, token: string | null): LinkedMessage | undefined {
  const [, tenantId, message, signature] = TOKEN.exec(token ?? '') ?? [];
  if (!tenantId || !message || !signature || !secrets.isSigned(`${tenantId}.${message}`, PURPOSE, signature))
    return undefined;
  return { tenantId: Number(tenantId), message };
}

const TARGET_PURPOSE = 'target of a link';

/** A link that notes that it was followed, and leads on; only to where the message said. */
export const targetSignature = (secrets: SecretBox, token: string, url: string): string =>
  secrets.sign(`${token}\n${url}`, TARGET_PURPOSE);

export const isTarget = (secrets: SecretBox, token: string, url: string, signature: string): boolean =>
  secrets.isSigned(`${token}\n${url}`, TARGET_PURPOSE, signature);

/** Address of a path of the plugin, as customers reach it. */
export function publicLink(publicUrl: string, route: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(`plugins/messages/${route}`, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
