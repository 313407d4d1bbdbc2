import { matchingStatement, readCondition } from '@rapport/sdk';

const ROUNDS = 5;

/** A rule with three conditions, one of them about interactions, beside the SQL that a hand would write for it. */
export async function measureSegment({ act, bound, unbound, tenant }) {
  const since = '2026-02-01T00:00:00.000Z';
  const rule = {
    lifecycleState: { in: ['ACTIVE', 'REPEAT'] },
    kind: { eq: 'PERSON' },
    interactions: { some: { channel: { eq: 'PHONE' }, occurredAt: { gte: since } } },
  };
  const product = await act('segments', ({ transaction }) =>
    transaction(async (work) => {
      const { composition, tenant: of } = work.context;
      const access = work.context.access.unlimited;
      const condition = readCondition({ access, composition }, 'Customer', rule, 'rule');
      return matchingStatement(
        condition,
        { tenant: of, access },
        ({ ids }) => `select count(*)::int as size from (${ids()}) s`,
      );
    }),
  );
  const hand = {
    text: `
select count(*)::int as size from customer c
where c.tenant_id = $1 and c.deleted_at is null and c.lifecycle_state = any($2) and c.kind = $3
  and exists (select 1 from interaction i where i.tenant_id = $1 and i.customer_id = c.id and i.channel = $4 and i.occurred_at >= $5
    and i.superseded_by_id is null and i.deleted_at is null)`,
    values: [tenant, ['ACTIVE', 'REPEAT'], 'PERSON', 'PHONE', since],
  };
  for (const client of [bound, unbound])
    await client.query("set plan_cache_mode = auto; set statement_timeout = '10min'");
  // As everything that the product asks: it takes no second core from those who ask at the same time.
  await bound.query('set max_parallel_workers_per_gather = 0');
  const times = { product: [], hand: [], free: [] };
  let size;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, client, statement] of [
      ['product', bound, product],
      ['hand', bound, hand],
      ['free', unbound, hand],
    ]) {
      const started = performance.now();
      const { rows } = await client.query({ text: statement.text, values: [...statement.values] });
      times[name].push(performance.now() - started);
      if (size !== undefined && rows[0].size !== size)
        throw new Error(`The sizes differ: ${rows[0].size} and ${size}.`);
      size = rows[0].size;
    }
  }
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [ours, theirs, free] = [median(times.product), median(times.hand), median(times.free)];
  console.log(`segment of ${size.toLocaleString('en')}: three conditions, one of them \`some\` over interactions`);
  console.log('| product ms | by hand ms | ratio | bar | by hand as superuser, with parallel workers |');
  console.log('|---|---|---|---|---|');
  console.log(
    `| ${ours.toFixed(0)} | ${theirs.toFixed(0)} | ${(ours / theirs).toFixed(2)} | 1.2 | ${free.toFixed(0)} |\n`,
  );
}
