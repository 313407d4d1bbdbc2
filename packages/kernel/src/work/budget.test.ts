import { expect, test } from '@jest/globals';
import { RapportError } from '../errors/index.ts';
import { Budget } from './budget.ts';

const of = { plugin: 'loyalty', part: 'the job expire' };
const budget = (limits: { milliseconds?: number; rows?: number } = {}) =>
  new Budget(of, { milliseconds: 60_000, rows: 10, ...limits });

test('[GU21] code that never ends is stopped with an error that names it', async () => {
  const short = budget({ milliseconds: 20 });
  const never = short.run(() => new Promise<never>(() => undefined));
  await expect(never).rejects.toMatchObject({ code: 'PLUGIN_OVER_BUDGET', extensions: of });
  expect(short.signal.aborted).toBe(true);
});

test('[GU21] code that touches too many rows is stopped, also when it goes on regardless', async () => {
  const few = budget();
  const greedy = few.run(async () => {
    for (let page = 0; page < 5; page++) {
      few.beforeStatement();
      try {
        few.touched(6);
      } catch {
        // It does not care.
      }
      if (page === 1) expect(() => few.beforeStatement()).toThrow('touched more than 10 rows');
      if (page === 1) return 'done';
    }
    return 'more';
  });
  await expect(greedy).rejects.toMatchObject({ code: 'PLUGIN_OVER_BUDGET' });
});

test('[GU21] what code throws comes out with its name; what it refuses comes out as it is', async () => {
  const thrown = budget().run(() => {
    throw new TypeError('x is not a function');
  });
  await expect(thrown).rejects.toMatchObject({
    code: 'PLUGIN_FAILED',
    message: 'The plugin "loyalty": the job expire failed: x is not a function',
  });
  const refusal = new RapportError('INPUT_INVALID', 'input: no.');
  const refused = budget().run(() => Promise.reject(refusal));
  await expect(refused).rejects.toBe(refusal);
});

test('within its limits code is left alone', async () => {
  const roomy = budget();
  await expect(roomy.run(() => roomy.touched(10))).resolves.toBeUndefined();
  expect(roomy.signal.aborted).toBe(false);
});
