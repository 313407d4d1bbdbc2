import { createHash } from 'node:crypto';
import { type InputContext, normaliseEmail, normalisePhone, reject } from '@rapport/sdk';
import type { ContactChannel } from './contact-channel.ts';

export interface ContactAddress {
  readonly channel: ContactChannel;
  /** Name of another way; only with the channel OTHER. */
  readonly channelName?: string | null | undefined;
  readonly value: string;
}

/** The one form in which an address is compared: `tel:+886912345678`, `mailto:anna@example.com`, `line:anna`. */
export function normaliseAddress(
  { channel, channelName, value }: ContactAddress,
  path: string,
  context: InputContext,
): string {
  if ((channel === 'OTHER') !== (channelName != null))
    reject(`${path}.channelName`, 'is needed with the channel OTHER, and only there.');
  switch (channel) {
    case 'PHONE':
    case 'MOBILE':
      return `tel:${normalisePhone(value, `${path}.value`, context)}`;
    case 'EMAIL':
      return `mailto:${normaliseEmail(value, `${path}.value`)}`;
    case 'POSTAL':
      return `post:${folded(value).replaceAll(/[\s,.，。]+/g, ' ')}`;
    default:
      return `${folded(channelName ?? channel)}:${folded(value)}`;
  }
}

/** What is kept of an address to which nothing is sent: enough to recognise it, and no more. */
export function suppressionFingerprint(tenantId: number, normalised: string): string {
  return createHash('sha256').update(`${tenantId}/${normalised}`).digest('hex');
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase().trim();
