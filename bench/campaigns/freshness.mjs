import { setTimeout as sleep } from 'node:timers/promises';
import { Customer, Segment } from '@rapport/core';
import { idOf } from '@rapport/sdk';

const regions = Array.from({ length: 50 }, (_, index) => `District ${index}`);

/** How far the segments lag behind the log, in events. */
const LAG = `
select h.seq::int - p.seq::int as lag from event_progress p join event_head h using (tenant_id)
where p.tenant_id = $1 and p.plugin = 'segments' and p.handler = 'keep-fresh'`;

/** Many segments with rules about regions, while customers move: whether those who keep them fall behind. */
export async function measureFreshness({ act, unbound, tenant, sizes }) {
  await unbound.query('update segment set deleted_at = now() where tenant_id = $1', [tenant]);
  await unbound.query('delete from segment_membership where tenant_id = $1', [tenant]);
  for (let index = 0; index < sizes.segments; index++)
    await act('segments', ({ transaction }) =>
      transaction((work) =>
        work.unlimited.create(Segment, {
          name: `Bench ${Date.now()} ${index}`,
          kind: 'RULE',
          rule: {
            region: { eq: regions[index % regions.length] },
            kind: { eq: index % 2 ? 'PERSON' : 'ORGANISATION' },
          },
        }),
      ),
    );
  const lag = async () => (await unbound.query(LAG, [tenant])).rows[0]?.lag ?? 0;
  while ((await lag()) > 0) await sleep(200);
  const { rows } = await unbound.query(
    'select id from customer where tenant_id = $1 and deleted_at is null order by id limit 20000',
    [tenant],
  );
  const lags = [];
  const began = performance.now();
  let written = 0;
  while (performance.now() - began < sizes.seconds * 1_000) {
    const second = performance.now();
    for (let index = 0; index < sizes.writes; index++, written++) {
      const customer = rows[written % rows.length].id;
      await act('segments', ({ transaction }) =>
        transaction((work) =>
          work.unlimited.update(Customer, idOf(Customer, customer), {
            region: regions[(written * 7) % regions.length],
          }),
        ),
      );
    }
    lags.push(await lag());
    await sleep(Math.max(0, 1_000 - (performance.now() - second)));
  }
  const rate = (written / (performance.now() - began)) * 1_000;
  const ended = performance.now();
  while ((await lag()) > 0) await sleep(50);
  console.log(
    `freshness: ${sizes.segments} segments, ${rate.toFixed(0)} changes of customers in a second, for ${sizes.seconds} s`,
  );
  console.log('| events behind, half way | at the end | most | caught up after the last change, ms |');
  console.log('|---|---|---|---|');
  console.log(
    `| ${lags[Math.floor(lags.length / 2)]} | ${lags.at(-1)} | ${Math.max(...lags)} | ${(performance.now() - ended).toFixed(0)} |\n`,
  );
}
