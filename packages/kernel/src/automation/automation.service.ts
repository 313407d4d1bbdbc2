import { randomUUID } from 'node:crypto';
import type { Access } from '../access/access.ts';
import { RapportError } from '../errors/index.ts';
import { decodeEventCursor } from '../events/event-cursor.ts';
import { EventLog } from '../events/event-log.ts';
import { seeEvents } from '../events/event-view.ts';
import { RecordSights } from '../events/record-sights.ts';
import { showEvent } from '../graphql/event-types.ts';
import { idOf } from '../records/ids.ts';
import { reject } from '../records/kinds/reject.ts';
import { encodeId } from '../records/record-id.ts';
import { type RecordRef, ref } from '../work/record-ref.ts';
import type { CommandContext } from '../work/request-context.ts';
import { UnitOfWork } from '../work/unit-of-work.ts';
import { Automation } from './automation.record.ts';
import { AutomationRun } from './automation-run.record.ts';
import { AutomationVersion } from './automation-version.record.ts';
import { type AutomationPlace, checkAutomation, subjectTypeOf } from './check-automation.ts';
import { type AutomationDefinition, type PluginAutomation, readDefinition, type Values } from './definition.ts';
import { compile } from './program.ts';
import { actorOf, beginRun, type LoadedAutomation, loadAutomation, subjectMatches } from './runs.ts';
import { readSubject, type StepContext, takeStep } from './steps.ts';
import { messageOf } from './take-plugin-step.ts';
import { setCronTimer } from './triggers.ts';

export interface NewAutomation {
  readonly key: string;
  readonly name: string;
  readonly description?: string | null;
  readonly definition: unknown;
}

const KEY = /^[a-z][a-z0-9-]{0,59}$/;

const placeFor = ({ composition, outbound }: CommandContext, access: Access): AutomationPlace => ({
  composition,
  access,
  schema: composition.schemaFor(access),
  outbound,
});

/** Makes an automation with its first version; it is not in force yet. Throws AUTOMATION_INVALID. */
export async function createAutomation(context: CommandContext, input: NewAutomation): Promise<RecordRef> {
  const { work } = context;
  if (!KEY.test(input.key)) reject('input.key', 'must be up to 60 lower-case letters, digits or hyphens.');
  const definition = check(context, input.definition, 'input.definition');
  const automation = await work.create(Automation, {}, 'input', {
    key: input.key,
    name: input.name,
    description: input.description ?? null,
    ownerId: ownerOf(work),
    state: 'DRAFT',
    currentVersion: 1,
    triggerEvent: eventOf(definition),
  });
  await addVersion(work, automation, 1, definition);
  return automation;
}

/** Writes a new version, which is in force at once where the automation is; what has begun goes on with its own. */
export async function changeAutomation(context: CommandContext, id: string, input: unknown): Promise<RecordRef> {
  const { work } = context;
  const { plugin, currentVersion } = await work.lock(Automation, id);
  if (plugin !== null)
    throw new RapportError('FORBIDDEN', `id: this automation is one of the plugin "${plugin}".`, {
      field: 'id',
      hint: 'Pause it, and make one of your own.',
    });
  const definition = check(context, input, 'definition');
  const number = Number(currentVersion) + 1;
  const automation = ref(Automation, id);
  await addVersion(work, automation, number, definition);
  await work.update(
    Automation,
    id,
    {},
    { kept: { currentVersion: number, ownerId: ownerOf(work), triggerEvent: eventOf(definition) } },
  );
  await followTimes(work, automation);
  return automation;
}

/** Puts an automation in force; throws AUTOMATION_INVALID when it refers to what is not there any more. */
export async function activateAutomation(context: CommandContext, id: string): Promise<RecordRef> {
  const { work, installation, tenant, composition } = context;
  await work.lock(Automation, id);
  const automation = await load(work, id);
  const access = await actorOf({ tenant, composition }, automation, installation, work);
  checkAutomation(automation.definition, placeFor(context, access));
  await work.update(Automation, id, {}, { kept: { state: 'ACTIVE' } });
  await followTimes(work, ref(Automation, id));
  return ref(Automation, id);
}

export async function pauseAutomation({ work }: CommandContext, id: string): Promise<RecordRef> {
  const { state } = await work.lock(Automation, id);
  if (state === 'ACTIVE') await work.update(Automation, id, {}, { kept: { state: 'PAUSED' } });
  return ref(Automation, id);
}

export interface StartInput {
  readonly recordId?: string | null;
  readonly input?: unknown;
}

/** Lets an automation begin that somebody asks for. Whoever may make runs may do so; he need not be able to change it. */
export async function startAutomation(
  { work, access, catalogue, requestId }: CommandContext,
  id: string,
  { recordId = null, input = null }: StartInput,
): Promise<RecordRef> {
  access.require(catalogue.typeOf(AutomationRun), 'create');
  const [found] = await work.find(Automation, { filter: { id: { eq: id } }, fields: ['state'] });
  if (!found) throw new RapportError('NOT_FOUND', 'id: there is no such Automation.', { field: 'id' });
  if (found.state !== 'ACTIVE')
    throw new RapportError('TRANSITION_REFUSED', `id: this automation is ${found.state}.`, {
      field: 'id',
      state: found.state,
      allowed: ['activate'],
    });
  const automation = await load(work, id);
  const { trigger } = automation.definition;
  if (!('manual' in trigger || 'webhook' in trigger))
    reject('id', 'begins by itself, and not when somebody asks for it.');
  const run = await beginRun(work, automation, {
    trigger: 'webhook' in trigger ? 'webhook' : 'manual',
    dedupeKey: `${requestId} ${randomUUID()}`,
    subjectId: recordId,
    event: null,
    input,
    causes: [],
  });
  if (!run) throw new Error('A run of its own key was there before.');
  return run;
}

/** What a step would do. */
export interface DryStep {
  readonly stepId: string;
  readonly type: string;
  readonly output: Values | null;
  readonly note: string | null;
}

export interface DryRun {
  readonly begins: boolean;
  readonly steps: readonly DryStep[];
  readonly fault: string | null;
}

export interface DryRunInput extends StartInput {
  /** Cursor of an event in the log. */
  readonly event?: string | null;
}

/** Takes the steps of an automation with a past event or a record, and undoes all of it. Nothing is sent. */
export async function dryRunAutomation(context: CommandContext, id: string, input: DryRunInput): Promise<DryRun> {
  const { work, tenant, composition, installation } = context;
  await work.lock(Automation, id);
  const automation = await load(work, id);
  const access = await actorOf({ tenant, composition }, automation, installation, work);
  const acting = new UnitOfWork({ ...work.context, access }, work.transaction);
  let result: DryRun | undefined;
  const undo = new Error('Undone.');
  await work
    .nested(async () => {
      result = await rehearse(context, acting, automation, input);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  work.nothingWritten = true;
  return result ?? NOTHING_HAPPENS;
}

const NOTHING_HAPPENS: DryRun = { begins: false, steps: [], fault: null };

async function rehearse(
  context: CommandContext,
  acting: UnitOfWork,
  { definition }: LoadedAutomation,
  { recordId = null, input = null, event: cursor = null }: DryRunInput,
): Promise<DryRun> {
  const { composition } = context;
  const event = cursor === null ? null : await pastEvent(context, acting, cursor);
  if (cursor !== null && (!event || !fits(definition, event))) return NOTHING_HAPPENS;
  const subjectId = event?.recordId ?? recordId;
  if (!(await subjectMatches(acting, definition, composition, subjectId, definition.condition))) return NOTHING_HAPPENS;
  const program = compile(definition.steps);
  const type = subjectTypeOf(definition, composition);
  const steps: DryStep[] = [];
  const outputs: Record<string, unknown> = {};
  for (let position = 0; position < program.length; ) {
    const { step, next, otherwise } = program[position] as (typeof program)[number];
    const note = (output: Values | null, text: string | null) => {
      steps.push({ stepId: step.id, type: step.type, output, note: text });
      if (output) outputs[step.id] = output;
    };
    position = next;
    if (step.type === 'run') {
      note(null, 'The code of the plugin does not run.');
      continue;
    }
    try {
      const subject = await readSubject(acting, step, type, subjectId);
      const scope = { event, input, steps: outputs, subject, now: new Date() };
      const place: StepContext = {
        work: acting,
        composition,
        definition,
        subjectId,
        scope,
        key: 'dry run',
        services: context,
      };
      if (step.type === 'sendMessage') {
        const { key: _key, ...message } = messageOf(step, place);
        note(message, 'Nothing is sent.');
        continue;
      }
      const outcome = await takeStep(step, place);
      if (outcome.kind === 'done') note(outcome.output, null);
      else if (outcome.kind === 'post') note(null, `Nothing is sent to ${outcome.url}.`);
      else if (outcome.kind === 'wait') note(null, waitNote(outcome.until, outcome.event));
      else if (outcome.kind === 'branch') {
        note({ holds: outcome.holds }, null);
        if (!outcome.holds) position = otherwise;
      } else {
        note(null, outcome.reason);
        break;
      }
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      return { begins: true, steps, fault: `The step "${step.id}": ${error.message}` };
    }
  }
  return { begins: true, steps, fault: null };
}

const waitNote = (until: Date | null, event: string | undefined): string =>
  `It waits${event === undefined ? '' : ` for ${event}`}${until ? ` until ${until.toISOString()}` : ''}.`;

/** A past event as the automation would see it. */
async function pastEvent({ tenant, composition }: CommandContext, acting: UnitOfWork, cursor: string) {
  const { epoch, seq } = decodeEventCursor(tenant.id, cursor, 'event');
  const { access } = acting.context;
  const { events } = await new EventLog(acting.transaction, tenant.id).after({ epoch, seq: seq - 1 }, 1, 'event');
  const sights = new RecordSights(acting.transaction, tenant, access);
  const { catalogue, events: known } = composition;
  const question = { wantsType: () => true, filter: {} };
  const [seen] = await seeEvents(events, question, { sights, access, catalogue, events: known });
  return seen && showEvent(tenant.id, epoch, seen);
}

function fits(
  { trigger }: AutomationDefinition,
  { type, changedFields }: { type: string | null; changedFields: readonly string[] },
) {
  if (!('event' in trigger)) return false;
  const isType = trigger.event === type || trigger.event === `${type?.split('.')[0]}.*`;
  return isType && (trigger.changedFields?.some((name) => changedFields.includes(name)) ?? true);
}

function check(context: CommandContext, input: unknown, path: string): AutomationDefinition {
  const definition = readDefinition(input, path);
  checkAutomation(definition, placeFor(context, context.work.context.access), path);
  return definition;
}

/** It acts with the rights of whoever writes it, so somebody must stand for it. */
function ownerOf({ context: { access } }: UnitOfWork): string {
  const { userId } = access.actor;
  if (userId !== undefined) return userId;
  throw new RapportError('FORBIDDEN', 'Only a user, or a key that acts for one, may write automations.', {
    hint: 'Give the key a user: what the automation does, it does with his rights.',
  });
}

const eventOf = ({ trigger }: AutomationDefinition): string | null => ('event' in trigger ? trigger.event : null);

async function addVersion(work: UnitOfWork, automation: RecordRef, number: number, definition: AutomationDefinition) {
  await work.create(AutomationVersion, {}, 'definition', {
    automationId: encodeId(automation.type, automation.uuid),
    number,
    definition: JSON.stringify(definition),
  });
}

async function load(work: UnitOfWork, id: string) {
  const automation = await loadAutomation(work, work.context.tenant.id, ref(Automation, id).uuid);
  if (!automation) throw new RapportError('NOT_FOUND', 'id: there is no such Automation.', { field: 'id' });
  return automation;
}

async function followTimes(work: UnitOfWork, { uuid }: RecordRef): Promise<void> {
  const automation = await loadAutomation(work, work.context.tenant.id, uuid);
  if (automation?.state === 'ACTIVE') await setCronTimer(work, work.context.tenant.id, automation);
}

/** Automations of plugins: made where a tenant lacks them, and in their newest version where he has them. */
export async function introduceAutomations(
  work: UnitOfWork,
  plugin: string,
  automations: readonly PluginAutomation[],
): Promise<void> {
  for (const { key: own, name, description = null, ...definition } of automations) {
    const key = `${plugin}/${own}`;
    const text = JSON.stringify(definition);
    const [known] = await work.run<{
      id: string;
      current_version: number;
      definition: string;
      deleted_at: Date | null;
    }>({
      text: `
select a.id, a.current_version, a.deleted_at, v.definition from automation a
join automation_version v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = a.current_version
where a.tenant_id = $1 and a.key = $2 for update of a`,
      values: [work.context.tenant.id, key],
    });
    // Whoever deleted it does not want it back.
    if (known?.deleted_at || known?.definition === text) continue;
    const number = (known?.current_version ?? 0) + 1;
    const kept = { name, description, currentVersion: number, triggerEvent: eventOf(definition) };
    const automation = known
      ? await work.update(Automation, idOf(Automation, known.id), {}, { kept })
      : await work.create(Automation, {}, 'automation', { key, plugin, state: 'ACTIVE', ...kept });
    await addVersion(work, automation, number, definition);
    await followTimes(work, automation);
  }
}
