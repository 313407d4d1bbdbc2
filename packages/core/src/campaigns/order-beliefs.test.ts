import { expect, test } from '@jest/globals';
import { againstBeliefs } from './order-beliefs.ts';

// By hand, Wilson's interval of 40 of 10000: (0.004 + 1.9208/10000 ± 1.96 sqrt(0.004·0.996/10000 + 3.8415/4e8)) / 1.00038415.
test.each([
  [10_000, 40, 'LESS', 'UNDECIDED'],
  [10_000, 20, 'LESS', 'LESS'],
  [10_000, 75, 'LESS', 'MORE'],
  [10_000, 150, 'MORE', 'MORE'],
  // Nobody of a hundred: less than 1 % is not proven by that.
  [100, 0, 'UNDECIDED', 'UNDECIDED'],
])('[F10] of %i who were contacted %i ordered: against 1 %% %s, against 0.5 %% %s', (contacted, ordered, one, half) => {
  expect(againstBeliefs({ contacted, ordered }).beliefs).toEqual([
    { believed: 0.01, verdict: one },
    { believed: 0.005, verdict: half },
  ]);
});

test('[F10] the share has an interval, and where nobody was contacted nothing is said', () => {
  const { orderShare } = againstBeliefs({ contacted: 10_000, ordered: 40 });
  expect(orderShare?.value).toBe(0.004);
  expect(orderShare?.low).toBeCloseTo(0.002939, 5);
  expect(orderShare?.high).toBeCloseTo(0.005442, 5);
  const nobody = againstBeliefs({ contacted: 0, ordered: 0 });
  expect(nobody.orderShare).toBeNull();
  expect(nobody.beliefs.map(({ verdict }) => verdict)).toEqual(['UNDECIDED', 'UNDECIDED']);
});
