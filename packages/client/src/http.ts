import { errorIn, type GraphQLFailure, RapportError, UnreachableError } from './errors.ts';
import { backoff, sleep } from './waiting.ts';

const ATTEMPTS = 5;
const ANSWER_MS = 30_000;

export interface HttpRequest {
  readonly query: string;
  readonly variables: unknown;
  readonly idempotencyKey?: string;
  /** Whether it does no harm to send it again. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFailure[];
}

/** Requests with one answer. */
export class Http {
  private readonly url: string;
  private readonly key: () => Promise<string>;
  private readonly fetch: typeof globalThis.fetch;

  constructor(url: string, key: () => Promise<string>, fetch: typeof globalThis.fetch) {
    this.url = url;
    this.key = key;
    this.fetch = fetch;
  }

  /** Data of the answer. Throws RapportError, or the signal's reason. */
  async send(request: HttpRequest): Promise<unknown> {
    const { signal, repeatable } = request;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const { error, data, waitMs = backoff(attempt) } = await this.attempt(request);
      if (!error) return data;
      if (!repeatable || !error.passes || attempt + 1 === ATTEMPTS) throw error;
      await sleep(waitMs, signal);
    }
  }

  private async attempt({ query, variables, idempotencyKey, signal }: HttpRequest) {
    const deadline = AbortSignal.timeout(ANSWER_MS);
    const headers = { authorization: `Bearer ${await this.key()}`, 'content-type': 'application/json' };
    try {
      const response = await this.fetch(this.url, {
        method: 'POST',
        headers: idempotencyKey === undefined ? headers : { ...headers, 'idempotency-key': idempotencyKey },
        body: JSON.stringify({ query, variables }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      const { data, errors } = read(await response.text(), response);
      return errors ? { error: errorIn(errors, data), waitMs: waitAskedFor(response) } : { data };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof RapportError) return { error: cause };
      return { error: new UnreachableError(`${this.url} does not answer.`, true, cause) };
    }
  }
}

function read(text: string, { url, status }: Response): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    if (answer !== null && typeof answer === 'object' && ('data' in answer || 'errors' in answer))
      return answer as Answer;
  } catch {
    // A proxy's page, or half an answer.
  }
  const isProxysTrouble = status >= 500 || status === 429;
  throw new UnreachableError(`${url} answers with status ${status}, and not as a Rapport does.`, isProxysTrouble);
}

/** Milliseconds that the server asks to wait. */
function waitAskedFor({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 * (1 + Math.random() / 4) : undefined;
}
