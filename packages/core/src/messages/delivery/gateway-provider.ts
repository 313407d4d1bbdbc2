import type { Outbound } from '@rapport/sdk';
import type { MessageProvider, Outcome } from './provider.ts';

const TIMEOUT_MS = 15_000;
/** The request itself was refused: the same again will be, too. Too many and too slow will not. */
const WILL_PASS = [408, 425, 429];

/** Posts messages as JSON to a gateway for text messages, LINE, WeChat and others. */
export function gatewayProvider(outbound: Outbound, url: string, key: string | null): MessageProvider {
  const connection = outbound.connect(url);
  return {
    async send({ id, channel, to, subject, text }, signal) {
      try {
        const { status } = await connection.post({
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'idempotency-key': id,
            ...(key !== null && { authorization: `Bearer ${key}` }),
          },
          body: JSON.stringify({ id, channel, to, subject, text }),
          timeoutMs: TIMEOUT_MS,
          signal,
        });
        return outcomeOf(status);
      } catch (error) {
        if (signal.aborted) return { kind: 'unknown', reason: 'The process stopped before the answer.' };
        return faultOf(error instanceof Error ? error : new Error(String(error)));
      }
    },
    async close() {
      connection.close();
    },
  };
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent', reference: null };
  const reason = `The gateway answered ${status}.`;
  if (status === 404 || status === 410) return { kind: 'bounced', reason };
  return { kind: status >= 500 || WILL_PASS.includes(status) ? 'later' : 'refused', reason };
}

/** Where nothing could be said, nothing was taken. */
const NOT_TAKEN = ['ADDRESS_REFUSED', 'NAME_UNRESOLVED', 'TLS_FAILED'];

function faultOf({ message, cause }: Error): Outcome {
  const wasRefused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  const reason = message.slice(0, 400);
  return { kind: wasRefused || NOT_TAKEN.includes(message) ? 'later' : 'unknown', reason };
}
