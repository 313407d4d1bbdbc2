import type { DeliveryReport } from './reports.ts';

const MESSAGE_ID = /<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@message\.rapport>?/i;
const X_MESSAGE_ID = /^x-message-id:\s*([0-9a-f-]{36})\s*$/im;

/**
 * Reads what a mail server wrote back: that a message could not be delivered (RFC 3464), or that somebody complained of
 * it (RFC 5965). Both are lines of plain 7-bit text, whatever stands around them. Undefined where it is neither, or about
 * no message of ours.
 */
export function readMailboxReport(raw: string): DeliveryReport | undefined {
  // A line that begins with a blank goes on with the one before.
  const all = raw.replace(/\r\n/g, '\n').replace(/\n[ \t]+/g, ' ');
  const message = (X_MESSAGE_ID.exec(all) ?? MESSAGE_ID.exec(all))?.[1]?.toLowerCase();
  if (message === undefined) return undefined;
  if (/^feedback-type:\s*abuse\b/im.test(all)) return { message, kind: 'COMPLAINT', reason: 'Reported as unwanted.' };
  const status = /^status:\s*([245])\.\d+\.\d+/im.exec(all)?.[1];
  const reason = /^diagnostic-code:\s*(.+)$/im.exec(all)?.[1]?.trim() ?? null;
  if (status === '5') return { message, kind: 'HARD_BOUNCE', reason };
  if (status === '4') return { message, kind: 'SOFT_BOUNCE', reason };
  return status === '2' ? { message, kind: 'DELIVERED' } : undefined;
}
