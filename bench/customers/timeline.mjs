import { BUSY } from './lives.mjs';
import { dataOf, productOperation } from './operation.mjs';

const PAGE = 20;

const QUESTION = `query($id: ID!) { customer(id: $id) {
  timeline(first: ${PAGE}, types: [INTERACTION, TASK, VISIT, CONSENT, LIFECYCLE_CHANGE]) {
    edges {
      at
      node {
        __typename
        ... on Interaction { id title: subject detail: channel }
        ... on Task { id title detail: state }
        ... on Visit { id title detail: state }
        ... on Consent { id title: purpose detail: state }
        ... on LifecycleChange { id title: reason detail: toState }
      }
    }
    pageInfo { hasNextPage }
  }
} }`;

/** The newest of five sorts of records with very much of each. */
export async function timelineQuestions({ unbound, tenant }, samples) {
  const { rows } = await unbound.query(
    'select id from customer where tenant_id = $1 and region = $2 order by md5(id::text) limit $3',
    [tenant, BUSY, samples + 20],
  );
  const product = productOperation(tenant, QUESTION);
  return [
    {
      name: `timeline: ${PAGE} of five sources`,
      bar: '1.5',
      pairs: rows.map(({ id }) => ({ product: product({ id: `cus_${id}` }), byHand: byHand(tenant, id) })),
      answerOf: dataOf,
    },
  ];
}

/** One more than the page tells whether there are more. */
const READ = PAGE + 1;

const limb = (type, prefix, table, at, title, detail, holds = '') =>
  `(select ${at} as at, id, '{"__typename":"${type}","id":"${prefix}_'||id||'","title":'||${title}||',"detail":"'||${detail}||'"}' as json from ${table} where tenant_id = $1 and customer_id = $2 and deleted_at is null${holds} order by ${at} desc, id desc limit ${READ})`;

const limbs = [
  limb(
    'Interaction',
    'int',
    'interaction',
    'occurred_at',
    'to_json(subject)',
    'channel',
    ' and superseded_by_id is null',
  ),
  limb('Task', 'tsk', 'task', 'created_at', 'to_json(title)', 'state'),
  limb('Visit', 'vis', 'visit', 'starts_at', 'to_json(title)', 'state'),
  limb('Consent', 'cns', 'consent', 'changed_at', `'"'||purpose||'"'`, 'state'),
  limb(
    'LifecycleChange',
    'lcc',
    'lifecycle_change',
    'created_at',
    "coalesce(to_json(reason)::text, 'null')",
    'to_state',
  ),
];

const byHand = (tenant, id) => ({
  text: `select '{"customer":{"timeline":{"edges":['||array_to_string(a[1:${PAGE}], ',')||'],"pageInfo":{"hasNextPage":'||(cardinality(a) > ${PAGE})||'}}}}' as json
    from (select array_agg('{"at":'||to_json(at)||',"node":'||json||'}') as a from (${limbs.join(' union all ')} order by at desc, id desc limit ${READ}) entries) page`,
  values: [tenant, id],
});
