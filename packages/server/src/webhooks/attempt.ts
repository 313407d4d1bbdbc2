import { type OutboundConnection, OutboundError } from '@rapport/kernel';
import type { Message } from './messages.ts';
import { signedHeaders } from './signature.ts';
import type { WebhookFault } from './webhook-delivery.record.ts';

const TIMEOUT_MS = 15_000;
const GONE = 410;

/** The result of one try. */
export interface Attempt {
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** Why it failed; undefined when the receiver has the event. */
  readonly fault: WebhookFault | undefined;
  readonly retryAfter: string | undefined;
  readonly latencyMs: number;
}

/** Sends a message once. Throws only the reason of the signal. */
export async function attempt(
  connection: OutboundConnection,
  { id, body }: Message,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<Attempt> {
  const headers = {
    ...signedHeaders({ id, body, sentAt: new Date() }, secrets),
    'content-type': 'application/json',
    'user-agent': 'Rapport-Webhooks/1',
  };
  const started = performance.now();
  const latencyMs = () => Math.round(performance.now() - started);
  try {
    const { status, retryAfter } = await connection.post({ headers, body, timeoutMs: TIMEOUT_MS, signal });
    return { status, fault: faultOf(status), retryAfter, latencyMs: latencyMs() };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { status: undefined, fault: error.failure, retryAfter: undefined, latencyMs: latencyMs() };
  }
}

/** Whether the receiver wants nothing more, ever. */
export const isGone = ({ status }: Attempt): boolean => status === GONE;

function faultOf(status: number): WebhookFault | undefined {
  if (status >= 200 && status < 300) return undefined;
  return status >= 300 && status < 400 ? 'REDIRECTED' : 'STATUS';
}
