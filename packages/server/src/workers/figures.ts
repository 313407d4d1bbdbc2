import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Counts, ToPrimary, ToWorker } from './messages.ts';

const DEADLINE_MS = 2_000;

/** What all workers counted together, for Prometheus; undefined when one of them does not answer. */
export async function figuresOf(workers: Iterable<Worker>): Promise<string | undefined> {
  const late = AbortSignal.timeout(DEADLINE_MS);
  try {
    const counts = await Promise.all([...workers].map((worker) => countsOf(worker, late)));
    return await AggregatorRegistry.aggregate(counts).metrics();
  } catch {
    return undefined;
  }
}

let requests = 0;

function countsOf(worker: Worker, late: AbortSignal): Promise<Counts> {
  const request = ++requests;
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', hear);
      worker.off('exit', forget);
      late.removeEventListener('abort', giveUp);
      finish();
    };
    const hear = (message: ToPrimary) => {
      if (message.kind === 'counted' && message.request === request) settle(() => resolve(message.counts));
    };
    const forget = () => settle(() => resolve([]));
    const giveUp = () => settle(() => reject(late.reason));
    worker.on('message', hear);
    worker.once('exit', forget);
    late.addEventListener('abort', giveUp);
    tell(worker, { kind: 'count', request });
  });
}

/** Sends a message; a worker that died meanwhile does not hear it. */
export function tell(worker: Worker, message: ToWorker): void {
  worker.process.send?.(message, undefined, undefined, () => undefined);
}
