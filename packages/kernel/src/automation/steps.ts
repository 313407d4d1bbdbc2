import { RapportError } from '../errors/index.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Composition } from '../plugins/composition.ts';
import { encodeId } from '../records/record-id.ts';
import type { RecordType } from '../records/record-type.ts';
import type { Settings } from '../settings/settings.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { UnitOfWork } from '../work/unit-of-work.ts';
import { subjectTypeOf } from './check-automation.ts';
import { type AutomationDefinition, later, type Step, type Value, type Values } from './definition.ts';
import { subjectMatches } from './runs.ts';
import { takeMessageStep, takePluginStep } from './take-plugin-step.ts';
import { evaluate, evaluateAll, expressionsIn, instantOf, type Scope } from './values.ts';

/** What a step knows of its run. */
export interface StepContext {
  readonly work: UnitOfWork;
  readonly composition: Composition;
  readonly definition: AutomationDefinition;
  readonly subjectId: string | null;
  readonly scope: Scope;
  /** The same at every try of the step. */
  readonly key: string;
  readonly services: { readonly settings: Settings; readonly outbound: Outbound };
}

/** What comes of a step. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: Values | null }
  | { readonly kind: 'branch'; readonly holds: boolean }
  | { readonly kind: 'wait'; readonly until: Date | null; readonly event?: string; readonly anyRecord?: boolean }
  | { readonly kind: 'post'; readonly url: string; readonly body: string }
  | { readonly kind: 'stop'; readonly reason: string | null };

/** Takes a step, as far as that is done in the database: everything that it writes is in the transaction of its work. */
export async function takeStep(step: Step, context: StepContext): Promise<Outcome> {
  const { work, scope, subjectId, definition, composition } = context;
  switch (step.type) {
    case 'wait':
      return { kind: 'wait', until: later(scope.now, step.for) };
    case 'waitUntil':
      return { kind: 'wait', until: instantOf(evaluate(step.until, scope), `${step.id}.until`) };
    case 'waitForEvent':
      return {
        kind: 'wait',
        until: step.timeout === undefined ? null : later(scope.now, step.timeout),
        event: step.event,
        anyRecord: step.anyRecord ?? false,
      };
    case 'if':
      return { kind: 'branch', holds: await subjectMatches(work, definition, composition, subjectId, step.filter) };
    case 'update': {
      const { type, id } = recordOf(step.record, step.recordType, context, step.id);
      return done(await work.update(type.class, id, evaluateAll(step.values, scope)));
    }
    case 'create': {
      const type = composition.catalogue.get(step.recordType);
      return done(await work.create(type.class, evaluateAll(step.values, scope), `${step.id}.values`));
    }
    case 'transition': {
      const { type, id } = recordOf(step.record, step.recordType, context, step.id);
      const reason = evaluate(step.reason ?? null, scope);
      return done(
        await work.transition(type.class, id, {
          transition: step.transition,
          reason: reason === null ? null : String(reason),
          input: evaluateAll(step.values ?? {}, scope),
        }),
      );
    }
    case 'http':
      return { kind: 'post', url: step.url, body: JSON.stringify(evaluate(step.body, scope)) };
    case 'run':
      return { kind: 'done', output: await takePluginStep(step, context) };
    case 'sendMessage':
      return { kind: 'done', output: await takeMessageStep(step, context) };
    case 'stop':
      return { kind: 'stop', reason: step.reason ?? null };
  }
}

const done = (ref: RecordRef): Outcome => ({ kind: 'done', output: { id: encodeId(ref.type, ref.uuid) } });

function recordOf(
  record: Value | undefined,
  recordType: string | undefined,
  { scope, subjectId, definition, composition }: StepContext,
  stepId: string,
): { readonly type: RecordType; readonly id: string } {
  const id = record === undefined ? subjectId : evaluate(record, scope);
  const type =
    recordType === undefined ? subjectTypeOf(definition, composition) : composition.catalogue.find(recordType);
  if (!type || typeof id !== 'string')
    throw new RapportError('INPUT_INVALID', `${stepId}.record: names no record.`, { field: `${stepId}.record` });
  return { type, id };
}

/** Values of the subject that a step asks for. */
export async function readSubject(
  work: UnitOfWork,
  step: Step,
  type: RecordType | undefined,
  subjectId: string | null,
): Promise<Values | undefined> {
  const own = step.type === 'if' ? { filter: null } : step;
  const fields = expressionsIn(own).flatMap(([key, of]) => (key === 'subject' ? [String(of).split('.')[0] ?? ''] : []));
  if (!type || subjectId === null || fields.length === 0) return undefined;
  const [found] = await work.find(type.class, { filter: { id: { eq: subjectId } }, fields: [...new Set(fields)] });
  return found;
}
