import type { Transaction } from '@rapport/kernel';
import { App, type ConnectionSettings, createLogger, installProduct, readConfig } from '@rapport/server';

/** Where a process stops to be killed. */
export type CrashPoint = 'before:step' | 'after:step';

/** What the process is told, as its argument. */
export interface CrashOrder {
  readonly api: ConnectionSettings;
  readonly environment: Readonly<Record<string, string>>;
  readonly point: CrashPoint;
}

/** What it says when it has stopped; `crash.ts` waits for it. */
const STOPPED = 'stopped to be killed';

/** Whether the transaction has written what became of a step. */
const WRITES_A_STEP = `
select exists (
  select from automation_run_step where tenant_id = $1 and xmin = pg_current_xact_id()::xid and state <> 'FAILED') as writes`;

/** Does what nobody asks for, as processes of the product do, until a step of an automation has come to the point. */
async function runUntil({ api, environment, point }: CrashOrder): Promise<void> {
  const config = readConfig(environment);
  const app = new App(config, createLogger('silent', { write: () => undefined }), await installProduct(config), api);
  const { database } = app;
  const transaction = database.transaction.bind(database);
  database.transaction = async <Result>(
    tenantId: number,
    work: (transaction: Transaction) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> => {
    let isStep = false;
    const result = await transaction(
      tenantId,
      async (open) => {
        const done = await work(open);
        const [row] = await open.run<{ writes: boolean }>({ text: WRITES_A_STEP, values: [tenantId] });
        isStep = row?.writes ?? false;
        if (isStep && point === 'before:step') await stop();
        return done;
      },
      signal,
    );
    if (isStep) await stop();
    return result;
  };
  await app.start();
}

/** For ever: whoever waits for it ends the process. */
function stop(): Promise<never> {
  process.stdout.write(`${STOPPED}\n`);
  return new Promise(() => undefined);
}

await runUntil(JSON.parse(process.argv[2] ?? '') as CrashOrder);
