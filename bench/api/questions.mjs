/**
 * What every contestant is asked, unless it has its own words for it (`contestants.mjs`). Ids come from the seeded data.
 * `asker` is whose key goes with it; `unlike` names what differs from answer to answer; `slow` answers take seconds.
 */
export const questions = ({ customers, channels, rareChannel }) => ({
  q1: {
    title: 'a customer by id, 8 scalars',
    query: `query Q1($id: ID!) { customer(id: $id) { id name givenName familyName email phone lifecycleState createdAt } }`,
    variables: (index) => ({ id: customers[index % customers.length] }),
  },
  q2: {
    title: 'a page of 20 customers, their owners, and the last 5 interactions of each',
    query: `query Q2($first: Int!) { customers(first: $first) { edges { cursor node { id name email phone lifecycleState createdAt owner { name } interactions(first: 5, orderBy: [{ field: OCCURRED_AT, direction: DESC }]) { edges { node { id subject occurredAt } } } } } pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({ first: 20 }),
  },
  q3: {
    title: 'a new interaction, with the name of its customer',
    unlike: ['id'],
    query: `mutation Q3($input: CreateInteractionInput!) { createInteraction(input: $input) { id subject customer { name } } }`,
    variables: (index) => ({
      input: {
        customerId: customers[index % customers.length],
        channel: channels[index % channels.length],
        direction: 'OUTBOUND',
        subject: 'Called back',
        occurredAt: '2026-11-01T10:00:00.000Z',
      },
    }),
  },
  q4: {
    title: 'by name, customers with a telephone call in 90 days, their last 5 interactions and who took part',
    query: Q4,
    variables: () => ({ channel: 'PHONE', since: daysAgo(90) }),
  },
  q4rare: {
    title: 'the same with a rare channel',
    query: Q4,
    variables: () => ({ channel: rareChannel, since: daysAgo(1) }),
  },
  q5: {
    title: 'interactions by month and channel',
    slow: true,
    query: `query Q5 { interactionStats(groupBy: [{ field: OCCURRED_AT, bucket: MONTH, timeZone: "Asia/Taipei" }, { field: CHANNEL }], first: 200) { groups { key { occurredAt channel } count } } }`,
    variables: () => ({}),
  },
  q6: {
    title: 'the newest 20 customers of a seller who sees 0.1 % of them',
    asker: 'seller',
    query: `query Q6($first: Int!) { customers(first: $first) { nodes { id name phone lifecycleState createdAt } pageInfo { hasNextPage } } }`,
    variables: () => ({ first: 20 }),
  },
});

const Q4 = `query Q4($channel: InteractionChannel!, $since: DateTime!) { customers(first: 20, orderBy: [{ field: NAME }], filter: { interactions: { some: { channel: { eq: $channel }, occurredAt: { gte: $since } } } }) { nodes { id name interactions(first: 5, orderBy: [{ field: OCCURRED_AT, direction: DESC }]) { nodes { id channel occurredAt user { name } } } } pageInfo { hasNextPage } } }`;

// One moment for a whole run: everybody is asked the same.
const started = Date.now();

function daysAgo(days) {
  return new Date(started - days * 86_400_000).toISOString();
}
