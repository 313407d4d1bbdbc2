import { dataOf, productOperation } from './operation.mjs';

const PAGE = 100;

const QUESTION = `query($now: DateTime!, $after: String) {
  contactRhythms(filter: { dueAt: { lt: $now } }, orderBy: [{ field: DUE_AT }], first: ${PAGE}, after: $after) {
    nodes { id dueAt quietSince rhythmDays customer { id name owner { name } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Page after page of those who wait for a touch, the longest first. */
export async function forgottenQuestions({ unbound, bound, tenant }, samples) {
  const product = productOperation(tenant, QUESTION);
  const { rows } = await unbound.query('select now() as now');
  const now = rows[0].now.toISOString();
  const pairs = [];
  let after = null;
  let last = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  while (pairs.length < samples + 20) {
    const statement = product({ now, after });
    pairs.push({ product: statement, byHand: byHand(tenant, now, last) });
    const { nodes, pageInfo } = dataOf((await bound.query(statement)).rows).contactRhythms;
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
    last = [nodes.at(-1).dueAt, nodes.at(-1).id.slice(4)];
  }
  return [
    {
      name: `forgotten customers: a page of ${PAGE}`,
      bar: '1.5',
      pairs,
      answerOf: shown,
    },
  ];
}

/** Cursors are everybody's own. */
function shown(rows) {
  const { nodes, pageInfo } = dataOf(rows).contactRhythms;
  return { nodes, hasNextPage: pageInfo.hasNextPage, hasCursor: Boolean(pageInfo.endCursor) };
}

const byHand = (tenant, now, [dueAt, id]) => ({
  text: `select '{"contactRhythms":{"nodes":['||array_to_string(a[1:${PAGE}], ',')||'],"pageInfo":{"hasNextPage":'||(cardinality(a) > ${PAGE})||',"endCursor":"'||cursors[${PAGE}]||'"}}}' as json
    from (select array_agg('{"id":"rhy_'||r.id||'","dueAt":'||to_json(r.due_at)||',"quietSince":'||to_json(r.quiet_since)||',"rhythmDays":'||r.rhythm_days||',"customer":{"id":"cus_'||c.id||'","name":'||to_json(c.name)||',"owner":'||coalesce('{"name":'||to_json(u.name)||'}', 'null')||'}}' order by r.due_at, r.id) as a, array_agg(r.cursor order by r.due_at, r.id) as cursors
      from (select id, due_at, quiet_since, rhythm_days, customer_id, encode(timestamptz_send(due_at)||uuid_send(id), 'hex') as cursor from contact_rhythm
        where tenant_id = $1 and deleted_at is null and due_at < $2 and (due_at, id) > ($3, $4) order by due_at, id limit ${PAGE + 1}) r
      join customer c on c.tenant_id = $1 and c.id = r.customer_id and c.deleted_at is null
      left join user_account u on u.tenant_id = $1 and u.id = c.owner_id) page`,
  values: [tenant, now, dueAt, id],
});
