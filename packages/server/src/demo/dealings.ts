import type { GeneratedCustomer } from './people.ts';
import type { Random } from './random.ts';
import { RowTables, type TableRows } from './row-tables.ts';

const products = ['變頻冷氣', '冰箱', 'Dishwasher', '保養方案', 'Service plan'] as const;
const ways = [
  ['CONSIDERING', 'TRYING', 'USING'],
  ['CONSIDERING', 'USING', 'FADING', 'USING'],
  ['CONSIDERING', 'USING', 'FADING', 'ENDED'],
  ['CONSIDERING', 'ENDED'],
] as const;

const always = ['VALUED', 'WHY_URGENT', 'WHY_THESE', 'HOW_CONTACTED'] as const;
const reasons = ['安靜', '價格', 'Delivery on a Saturday', '朋友介紹', 'The old one broke'] as const;

const iso = (at: number) => new Date(at).toISOString();

/** What customers have to do with products: how far they are with each, why they bought or did not, and what may be shown of it. */
export function generateDealings(random: Random, customers: readonly GeneratedCustomer[], now: number): TableRows[] {
  const tables = new RowTables(random);
  for (const customer of customers) {
    if (random.chance(0.4)) productLife(random, tables, customer, now);
    if (['REPEAT', 'ADVOCATE'].includes(customer.state)) agree(random, tables, customer, now);
    if (random.chance(0.2)) deal(random, tables, customer, now);
  }
  return tables.all();
}

function productLife(random: Random, tables: RowTables, { id, createdAt }: GeneratedCustomer, now: number): void {
  const product = random.pick(products);
  const length = Math.max(1, now - createdAt);
  const states = random.pick(ways);
  const moments = states.map((_, index) => createdAt + Math.floor((length * index) / states.length));
  const last = states.length - 1;
  const cycle = tables.add('product_life_cycle', moments[last] ?? createdAt, {
    customer_id: id,
    product,
    state: states[last] ?? 'CONSIDERING',
    since: iso(moments[last] ?? createdAt),
  });
  for (const [index, state] of states.entries()) {
    const [at, before] = [moments[index] ?? createdAt, moments[index - 1]];
    tables.add('product_life_step', at, {
      life_cycle_id: cycle,
      customer_id: id,
      product,
      from_state: states[index - 1] ?? null,
      to_state: state,
      taken_at: iso(at),
      seconds_before: before === undefined ? null : Math.round((at - before) / 1_000),
      reason: state === 'ENDED' ? 'He has no need of it.' : null,
    });
  }
}

function deal(random: Random, tables: RowTables, { id, createdAt, owner }: GeneratedCustomer, now: number): void {
  const at = createdAt + Math.floor(random.next() * Math.max(0, now - createdAt));
  const isWon = random.chance(0.6);
  const answered = [isWon ? 'WHY_BUY' : 'WHY_NOT', ...always].filter(() => random.chance(0.8));
  const review = tables.add('deal_review', at, {
    system: 'orders',
    reference: `D${random.digits(8)}`,
    customer_id: id,
    outcome: isWon ? 'WON' : 'LOST',
    decided_at: iso(at),
    answered: answered.length,
    complete: answered.length === always.length + 1,
    reviewer_id: owner.id,
  });
  for (const question of answered)
    tables.add('deal_answer', at, {
      review_id: review,
      question,
      topic: random.pick(reasons),
      said: random.chance(0.7),
    });
}

/** What those say who stay with us may be shown to others. */
function agree(random: Random, tables: RowTables, { id, createdAt }: GeneratedCustomer, now: number): void {
  const at = createdAt + Math.floor(random.next() * Math.max(0, now - createdAt));
  tables.add('consent', at, {
    customer_id: id,
    purpose: 'PUBLICATION',
    matter: 'PUBLICATION/*/*/*',
    state: 'GRANTED',
    lawful_basis: 'CONSENT',
    proof: 'Signed form',
    granted_at: iso(at),
    changed_at: iso(at),
    source: 'TOLD',
  });
}
