import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { later, readDefinition, type Step } from './definition.ts';
import { compile } from './program.ts';
import { evaluate } from './values.ts';

describe('the order of steps', () => {
  /** Steps with blocks within them, of which some are empty. */
  const blocks = fc.letrec<{ block: Step[]; step: Step }>((tie) => ({
    block: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'blocks' }),
    step: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'blocks' },
      fc.constant({ id: '', type: 'wait', for: 'PT1S' } as Step),
      fc.record({
        id: fc.constant(''),
        type: fc.constant('if' as const),
        filter: fc.constant({}),
        steps: tie('block'),
        otherwise: fc.option(tie('block'), { nil: undefined }),
      }) as fc.Arbitrary<Step>,
    ),
  })).block;

  /** The steps as they are written, taken from the first to the last. */
  function* walk(steps: readonly Step[], holds: (step: Step) => boolean): Generator<Step> {
    for (const step of steps) {
      yield step;
      if (step.type === 'if') yield* walk(holds(step) ? step.steps : (step.otherwise ?? []), holds);
    }
  }

  test('is that in which they are written, whatever conditions hold', () => {
    fc.assert(
      fc.property(blocks, fc.infiniteStream(fc.boolean()), (given, answers) => {
        const program = compile(given);
        const verdicts = new Map(
          program.map(({ step }, place) => [place, [step, answers.next().value === true] as const]),
        );
        const taken: Step[] = [];
        const asked: boolean[] = [];
        for (let place = 0; place < program.length; ) {
          const { step, next, otherwise } = program[place] as (typeof program)[number];
          taken.push(step);
          const holds = verdicts.get(place)?.[1] ?? false;
          if (step.type === 'if') asked.push(holds);
          place = step.type === 'if' && !holds ? otherwise : next;
        }
        expect(taken).toEqual([...walk(given, () => asked.shift() ?? false)]);
        expect(asked).toEqual([]);
      }),
    );
  });
});

describe('durations', () => {
  test.each([
    ['2026-01-31T10:00:00.000Z', 'P1M', '2026-02-28T10:00:00.000Z'],
    ['2024-02-29T00:00:00.000Z', 'P1Y', '2025-02-28T00:00:00.000Z'],
    ['2026-03-28T10:00:00.000Z', 'P14D', '2026-04-11T10:00:00.000Z'],
    ['2026-03-28T10:00:00.000Z', 'P1WT1H30M', '2026-04-04T11:30:00.000Z'],
    ['2026-12-31T23:59:59.000Z', 'PT1S', '2027-01-01T00:00:00.000Z'],
  ])('%s and %s make %s', (from, duration, to) => {
    expect(later(new Date(from), duration).toISOString()).toBe(to);
  });

  test.each(['', 'P', 'PT', '14D', 'P-1D', 'P1.5D', 'PT1H30'])('"%s" is none', (duration) => {
    const definition = { trigger: { manual: true }, steps: [{ id: 'it', type: 'wait', for: duration }] };
    expect(() => readDefinition(definition)).toThrow(expect.objectContaining({ code: 'AUTOMATION_INVALID' }));
  });
});

describe('values', () => {
  const scope = {
    event: { patch: { name: 'Ann', tags: ['a'] }, recordId: 'cus_1' },
    input: null,
    steps: { make: { id: 'tsk_1' } },
    subject: { name: 'Ann', ownerId: null },
    now: new Date('2026-03-01T00:00:00Z'),
  };

  test.each([
    [{ event: 'patch.name' }, 'Ann'],
    [{ step: 'make.id' }, 'tsk_1'],
    [{ subject: 'ownerId' }, null],
    [{ input: 'anything' }, null],
    [{ now: 'P1D' }, '2026-03-02T00:00:00.000Z'],
    [{ text: ['Dear ', { subject: 'name' }, { subject: 'ownerId' }, '!'] }, 'Dear Ann!'],
    [{ literal: { event: 'patch.name' } }, { event: 'patch.name' }],
    [
      [1, { event: 'recordId' }],
      [1, 'cus_1'],
    ],
    [
      { amount: '1.00', currency: 'EUR' },
      { amount: '1.00', currency: 'EUR' },
    ],
    [{ a: { event: 'patch.tags' } }, { a: ['a'] }],
  ])('%j is %j', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  test('nothing but what somebody put there can be looked up', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('constructor', '__proto__', 'patch.constructor', 'patch.toString', 'patch.tags.length.x'),
        (path) => {
          expect(evaluate({ event: path }, scope)).toBeNull();
        },
      ),
    );
  });
});
