import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { CrashOrder } from './crash-process.ts';
import type { TestApp } from './test-app.ts';

/** As `crash-process.ts` says it; that module runs as soon as it is loaded. */
const STOPPED = 'stopped to be killed';
const PATIENCE_MS = 100_000;

/** A process that was not heard of for half a minute is dead, and what it holds is another's: as if that time had passed. */
const LEASES_ARE_OVER = [
  "update job_worker set seen_at = seen_at - interval '1 minute'",
  "update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute' where locked_at is not null",
  "update event_progress set leased_until = now() - interval '1 second' where leased_until is not null",
];

/** Starts a process that works on the database of the app, and kills it where it stops. */
export async function crash(testApp: TestApp, order: CrashOrder): Promise<void> {
  const file = path.join(import.meta.dirname, `crash-process${path.extname(import.meta.filename)}`);
  const child = spawn(process.execPath, [file, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  const stopped = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes(STOPPED)) resolve(true);
      });
    exited.then(() => resolve(false));
    setTimeout(resolve, PATIENCE_MS, false).unref();
  });
  const isThere = await stopped;
  child.kill('SIGKILL');
  await exited;
  if (!isThere) throw new Error(`In ${PATIENCE_MS / 1_000} s no step of an automation came to ${order.point}. ${said}`);
  for (const text of LEASES_ARE_OVER) await testApp.sql(text);
}
