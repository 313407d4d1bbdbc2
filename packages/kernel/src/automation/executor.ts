import type { Access } from '../access/access.ts';
import { operatorAccess } from '../access/operator.ts';
import { errorCatalogue, RapportError } from '../errors/index.ts';
import type { JobHandler, RunningJob } from '../jobs/job-queue.ts';
import { setTimer } from '../jobs/timer.ts';
import { type Outbound, OutboundError } from '../outbound/index.ts';
import type { Installation } from '../plugins/installation.ts';
import type { Place, PluginRunner } from '../plugins/plugin-runner.ts';
import { idOf } from '../records/ids.ts';
import type { Settings } from '../settings/settings.ts';
import type { TenantDatabase, Transaction } from '../tenancy/index.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { AutomationRun } from './automation-run.record.ts';
import { AutomationRunStep } from './automation-run-step.record.ts';
import { subjectTypeOf } from './check-automation.ts';
import type { Step, Values } from './definition.ts';
import { compile, type Instruction } from './program.ts';
import {
  AUTOMATION_COLUMNS,
  actorOf,
  assertInstalled,
  endWaiting,
  type LoadedAutomation,
  loaded,
  requestOfRun,
  timerKey,
  WAKE_TASK,
} from './runs.ts';
import { type Outcome, readSubject, takeStep } from './steps.ts';

export interface ExecutorParts {
  readonly installation: Installation;
  readonly database: TenantDatabase;
  readonly plugins: PluginRunner;
  readonly outbound: Outbound;
  readonly settings: Settings;
  /** Told when something was committed that others may wait for. */
  readonly onCommit: () => void;
}

/** A run as it stands, locked until the transaction ends. */
interface OpenRun extends LoadedAutomation {
  readonly run_id: string;
  readonly state: string;
  readonly position: number;
  readonly subject_id: string | null;
  readonly given: string;
}

interface Opened {
  readonly run: OpenRun;
  readonly instruction: Instruction | undefined;
  readonly work: UnitOfWork;
  readonly context: Parameters<typeof takeStep>[1];
}

/** What is to be sent, outside of any transaction. */
interface Posting {
  readonly url: string;
  readonly body: string;
  readonly step: Step;
  readonly position: number;
  readonly key: string;
}

const HTTP_TIMEOUT_MS = 15_000;

/**
 * Takes the steps of runs. What a step writes, its row and the place of the run are one transaction: a process that dies
 * leaves either all of it or nothing, and another one goes on there. Only what is sent to others may be sent twice, with
 * the same key.
 */
export class Executor {
  private readonly parts: ExecutorParts;

  constructor(parts: ExecutorParts) {
    this.parts = parts;
  }

  /** Takes steps until the run waits or ends. */
  readonly run: JobHandler = async ({ run }, job) => {
    for (;;) {
      const went = await this.attempt(String(run), job);
      this.parts.onCommit();
      if (!went) return;
    }
  };

  /** What a run waited for did not come, or its moment did. */
  readonly wake: JobHandler = async ({ run, position }, job) => {
    await this.parts.database.transaction(job.tenantId, (transaction) =>
      wakeRun(transaction, job.tenantId, String(run), { timedOut: true }, Number(position)),
    );
    // Also where it was woken before: whoever did so may have died before he went on.
    await this.run({ run: String(run) }, job);
  };

  /** False when there is nothing more to do for now. */
  private async attempt(run: string, job: RunningJob): Promise<boolean> {
    try {
      const next = await this.advance(run, job);
      return typeof next === 'object' ? await this.post(run, next, job) : next;
    } catch (error) {
      if (job.signal.aborted) throw error;
      await this.fail(run, error, job);
      if (mayHeal(error) && !job.isLastTry) throw error;
      return false;
    }
  }

  private advance(run: string, { tenantId, signal }: RunningJob): Promise<boolean | Posting> {
    return this.parts.database.transaction(
      tenantId,
      async (transaction) => {
        const opened = await this.open(transaction, tenantId, run);
        if (opened?.run.state !== 'RUNNING') return false;
        const { instruction, work, context } = opened;
        if (!instruction) return end(work, run, { state: 'DONE' });
        const { step } = instruction;
        if (step.type === 'run') assertInstalled(this.parts.installation, step.step.split('/', 1)[0] ?? '');
        const outcome = await takeStep(step, context);
        if (outcome.kind === 'post') {
          await this.noteStep(work, run, step, { state: 'BEGUN' });
          const { position } = opened.run;
          return { url: outcome.url, body: outcome.body, step, position, key: context.key };
        }
        return this.settle(opened, instruction, outcome);
      },
      signal,
    );
  }

  /** Notes what came of a step, and goes on. */
  private async settle(
    { run, work }: Opened,
    instruction: Instruction,
    outcome: Exclude<Outcome, { kind: 'post' }>,
  ): Promise<boolean> {
    const { step, next, otherwise } = instruction;
    switch (outcome.kind) {
      case 'done':
        await this.noteStep(work, run.run_id, step, { state: 'DONE', output: outcome.output });
        return move(work, run, next);
      case 'branch':
        await this.noteStep(work, run.run_id, step, { state: 'DONE', output: { holds: outcome.holds } });
        return move(work, run, outcome.holds ? next : otherwise);
      case 'stop':
        await this.noteStep(work, run.run_id, step, { state: 'DONE', output: null });
        return end(work, run.run_id, { state: 'DONE', reason: outcome.reason });
      case 'wait':
        await this.noteStep(work, run.run_id, step, { state: 'BEGUN' });
        await wait(work, run, next, outcome);
        return false;
    }
  }

  private async post(run: string, { url, body, step, position, key }: Posting, job: RunningJob): Promise<boolean> {
    const connection = this.parts.outbound.connect(url);
    try {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': key,
        'user-agent': 'Rapport-Automations/1',
      };
      const { status } = await connection.post({ headers, body, timeoutMs: HTTP_TIMEOUT_MS, signal: job.signal });
      if (status < 200 || status >= 300)
        throw new RapportError('AUTOMATION_FAILED', `The receiver answered ${status}.`, { status });
      return await this.parts.database.transaction(job.tenantId, async (transaction) => {
        const opened = await this.open(transaction, job.tenantId, run);
        // Somebody cancelled it meanwhile, or was faster.
        if (!opened?.instruction || opened.run.state !== 'RUNNING' || opened.run.position !== position) return false;
        await this.noteStep(opened.work, run, step, { state: 'DONE', output: { status } });
        return move(opened.work, opened.run, opened.instruction.next);
      });
    } finally {
      connection.close();
    }
  }

  private async open(transaction: Transaction, tenantId: number, runUuid: string): Promise<Opened | undefined> {
    const { installation, plugins } = this.parts;
    const [row] = await transaction.run<Omit<OpenRun, 'definition'> & { definition: string }>({
      text: `
select ${AUTOMATION_COLUMNS}, r.id as run_id, r.state, r.position, r.subject_id, r.given from automation_run r
join automation a on a.tenant_id = r.tenant_id and a.id = r.automation_id
join automation_version v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = r.version_number
where r.tenant_id = $1 and r.id = $2 for update of r`,
      values: [tenantId, runUuid],
    });
    if (!row) return undefined;
    const run = { ...row, ...loaded(row) } as OpenRun;
    const place = await plugins.placeOf(transaction, tenantId);
    const access = await actorOf(place, run, installation, transaction);
    const work = this.workOf(place, access, transaction, runUuid);
    const instruction = compile(run.definition.steps)[run.position];
    const { composition } = place;
    const given = JSON.parse(run.given) as { event: unknown; input: unknown };
    const type = subjectTypeOf(run.definition, composition);
    const scope = {
      ...given,
      steps: await outputs(transaction, tenantId, runUuid),
      subject: instruction && (await readSubject(work, instruction.step, type, run.subject_id)),
      now: new Date(),
    };
    const key = `${runUuid}-${instruction?.step.id}`;
    const { definition, subject_id: subjectId } = run;
    return {
      run,
      instruction,
      work,
      context: { work, composition, definition, subjectId, scope, key, services: this.parts },
    };
  }

  private workOf(place: Place, access: Access, transaction: Transaction, runUuid: string): UnitOfWork {
    return this.parts.plugins.workOf(access, place, transaction, requestOfRun(runUuid));
  }

  /** One row per step; another try counts it up. */
  private async noteStep(
    work: UnitOfWork,
    runUuid: string,
    { id: stepId, type }: Step,
    { state, output = null, fault = null }: { state: string; output?: Values | null; fault?: string | null },
  ): Promise<void> {
    const runId = idOf(AutomationRun, runUuid);
    const { unlimited } = work;
    const [known] = await unlimited.find(AutomationRunStep, {
      filter: { runId: { eq: runId }, stepId: { eq: stepId } },
      fields: ['id', 'tries', 'state'],
    });
    const values = { state, output: output && JSON.stringify(output), fault: fault?.slice(0, 1_000) ?? null };
    if (!known) {
      await unlimited.create(AutomationRunStep, {}, 'step', { runId, stepId, type, tries: 1, ...values });
      return;
    }
    // What was begun is the same try.
    const tries = Number(known.tries) + (known.state === 'BEGUN' ? 0 : 1);
    await unlimited.update(AutomationRunStep, String(known.id), {}, { kept: { ...values, tries } });
  }

  /** Notes why a step failed. A run that cannot heal by itself, or has tried often enough, fails with it. */
  private async fail(run: string, error: unknown, { tenantId, isLastTry }: RunningJob): Promise<void> {
    const fault = error instanceof Error ? error.message : String(error);
    const isOver = !mayHeal(error) || isLastTry;
    const errorCode = error instanceof RapportError ? error.code : 'AUTOMATION_FAILED';
    await this.parts.database.transaction(tenantId, async (transaction) => {
      const { plugins } = this.parts;
      const place = await plugins.placeOf(transaction, tenantId);
      const [row] = await transaction.run<{ state: string; position: number; key: string; definition: string }>({
        text: `
select r.state, r.position, a.key, v.definition from automation_run r
join automation a on a.tenant_id = r.tenant_id and a.id = r.automation_id
join automation_version v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = r.version_number
where r.tenant_id = $1 and r.id = $2 for update of r`,
        values: [tenantId, run],
      });
      if (row?.state !== 'RUNNING') return;
      const access = operatorAccess.actingAs(`automation:${row.key}`);
      const work = this.workOf(place, access, transaction, run);
      const step = compile(JSON.parse(row.definition).steps)[row.position]?.step;
      if (step) await this.noteStep(work, run, step, { state: 'FAILED', fault });
      if (isOver) await end(work, run, { state: 'FAILED', reason: fault.slice(0, 1_000), errorCode });
    });
    this.parts.onCommit();
  }
}

async function outputs(transaction: Transaction, tenantId: number, runUuid: string): Promise<Values> {
  const rows = await transaction.run<{ step_id: string; output: string }>({
    text: `
select step_id, output from automation_run_step
where tenant_id = $1 and run_id = $2 and state = 'DONE' and output is not null and deleted_at is null`,
    values: [tenantId, runUuid],
  });
  return Object.fromEntries(rows.map(({ step_id, output }) => [step_id, JSON.parse(output)]));
}

async function move(work: UnitOfWork, run: OpenRun, position: number): Promise<true> {
  const stepId = compile(run.definition.steps)[position]?.step.id ?? null;
  await work.unlimited.update(AutomationRun, idOf(AutomationRun, run.run_id), {}, { kept: { position, stepId } });
  return true;
}

async function end(work: UnitOfWork, runUuid: string, values: Values): Promise<false> {
  const kept = { ...values, endedAt: new Date().toISOString() };
  await work.unlimited.update(AutomationRun, idOf(AutomationRun, runUuid), {}, { kept });
  return false;
}

/** The place is moved already: whoever wakes the run only has to let it go on. */
async function wait(
  work: UnitOfWork,
  run: OpenRun,
  position: number,
  { until, event, anyRecord }: Extract<Outcome, { kind: 'wait' }>,
): Promise<void> {
  const { tenant } = work.context;
  const waitsUntil = until?.toISOString() ?? null;
  await work.unlimited.update(
    AutomationRun,
    idOf(AutomationRun, run.run_id),
    {},
    { kept: { state: 'WAITING', position, waitsUntil } },
  );
  if (until)
    await setTimer(work, tenant.id, {
      key: timerKey(run.run_id),
      dueAt: until,
      task: WAKE_TASK,
      payload: { run: run.run_id, position },
    });
  if (event !== undefined)
    await work.run({
      text: `
insert into automation_wait (tenant_id, run_id, event_type, record_id) values ($1, $2, $3, $4)
on conflict (tenant_id, run_id) do update set event_type = excluded.event_type, record_id = excluded.record_id`,
      values: [tenant.id, run.run_id, event, anyRecord ? null : run.subject_id],
    });
}

/**
 * Lets a waiting run go on, with what its step brought; false when it does not wait (there) any more. What it writes is
 * announced to nobody: the step that follows is.
 */
export async function wakeRun(
  transaction: Transaction,
  tenantId: number,
  runUuid: string,
  output: Values,
  position?: number,
): Promise<boolean> {
  const [woken] = await transaction.run<{ step_id: string | null }>({
    text: `
update automation_run set state = 'RUNNING', waits_until = null, version = version + 1, updated_at = now()
where tenant_id = $1 and id = $2 and state = 'WAITING' and ($3::integer is null or position = $3) returning step_id`,
    values: [tenantId, runUuid, position ?? null],
  });
  if (!woken) return false;
  await transaction.run({
    text: `
update automation_run_step set state = 'DONE', output = $3, version = version + 1, updated_at = now()
where tenant_id = $1 and run_id = $2 and state = 'BEGUN'`,
    values: [tenantId, runUuid, JSON.stringify(output)],
  });
  await endWaiting(transaction, tenantId, runUuid);
  return true;
}

/** Whether the same may go well a little later. */
function mayHeal(error: unknown): boolean {
  if (error instanceof OutboundError) return error.failure !== 'ADDRESS_REFUSED';
  if (!(error instanceof RapportError)) return true;
  if (error.code === 'AUTOMATION_FAILED')
    return ![400, 401, 403, 404, 410, 422].includes(Number(error.extensions.status));
  return 'retry' in errorCatalogue[error.code];
}
