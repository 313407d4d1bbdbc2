import { FRESH_UUID } from './load.mjs';

/** The questions in the words of PostGraphile's own schema; aliases bring the answers near to the product's. */
export function postgraphileQuestions(questions, { tenant, seller }) {
  const living = `tenantId: ${tenant}, deletedAt: null`;
  const lastInteractions = `interactionsByTenantIdAndCustomerId(first: 5, condition: { deletedAt: null }, orderBy: [OCCURRED_AT_DESC, ROW_ID_DESC])`;
  const q4 = {
    query: `query Q4($channel: String!, $since: Datetime!) { customers: allCustomers(first: 20, condition: { ${living} }, orderBy: [NAME_ASC, ROW_ID_ASC], filter: { interactionsByTenantIdAndCustomerId: { some: { deletedAt: { isNull: true }, channel: { equalTo: $channel }, occurredAt: { greaterThanOrEqualTo: $since } } } }) { nodes { id: rowId name interactions: ${lastInteractions} { nodes { id: rowId channel occurredAt user: userAccountByTenantIdAndUserId { name } } } } pageInfo { hasNextPage } } }`,
  };
  return {
    q1: {
      query: `query Q1($id: UUID!) { customer: customerByTenantIdAndRowId(tenantId: ${tenant}, rowId: $id) { id: rowId name givenName familyName email phone lifecycleState createdAt } }`,
      variables: (index) => ({ id: uuidOf(questions.q1.variables(index).id) }),
    },
    q2: {
      query: `query Q2($first: Int!) { customers: allCustomers(first: $first, condition: { ${living} }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) { edges { cursor node { id: rowId name email phone lifecycleState createdAt owner: userAccountByTenantIdAndOwnerId { name } interactions: ${lastInteractions} { edges { node { id: rowId subject occurredAt } } } } } pageInfo { hasNextPage endCursor } } }`,
    },
    q3: {
      query: `mutation Q3($interaction: InteractionInput!) { createInteraction(input: { interaction: $interaction }) { interaction { id: rowId subject customer: customerByTenantIdAndCustomerId { name } } } }`,
      variables: (index) => {
        const { customerId, ...values } = questions.q3.variables(index).input;
        const kept = { source: 'PERSON' };
        const interaction = { ...values, ...kept, tenantId: tenant, rowId: FRESH_UUID, customerId: uuidOf(customerId) };
        return { interaction };
      },
      asAsked: ({ createInteraction }) => ({ createInteraction: createInteraction.interaction }),
    },
    q4,
    q4rare: q4,
    q5: {
      query: `query Q5 { interactions: allInteractions(condition: { ${living} }) { groups: groupedAggregates(groupBy: [OCCURRED_AT_TRUNCATED_TO_MONTH, CHANNEL]) { keys count { rowId } } } }`,
      asAsked: ({ interactions }) => ({ interactionStats: { groups: sorted(interactions.groups) } }),
    },
    q6: {
      query: `query Q6($first: Int!) { customers: allCustomers(first: $first, condition: { ${living}, ownerId: "${seller.id}" }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) { nodes { id: rowId name phone lifecycleState createdAt } pageInfo { hasNextPage } } }`,
    },
  };
}

const uuidOf = (id) => id.slice(4);

/** The plugin has no order of groups. */
function sorted(groups) {
  return groups
    .map(({ keys: [occurredAt, channel], count }) => ({ key: { occurredAt, channel }, count: Number(count.rowId) }))
    .sort((a, b) => (`${a.key.occurredAt}${a.key.channel}` < `${b.key.occurredAt}${b.key.channel}` ? -1 : 1));
}
