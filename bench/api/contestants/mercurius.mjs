/**
 * Mercurius 16 with compiled queries, and the SQL and the loaders that a careful hand writes for the part of the
 * product's schema that Q1 to Q3 and Q6 need. No authentication, no tenant, no row-level security.
 */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { schema } from './mercurius-schema.mjs';
import * as sql from './mercurius-sql.mjs';

const connection = (rows, first) => ({ rows: rows.slice(0, first), more: rows.length > first });
const cursorOf = ({ id, createdAt }) => Buffer.from(`${createdAt} ${id}`).toString('base64url');
const edges = ({ rows }) => rows.map((node) => ({ node }));

const resolvers = {
  Query: {
    customer: (_root, { id }) => sql.customer(id),
    customers: async (_root, { first, ownerId }) =>
      connection(await (ownerId ? sql.customersOf(ownerId, first + 1) : sql.customers(first + 1)), first),
  },
  Mutation: {
    createInteraction: (_root, { input }) => sql.createInteraction(input),
  },
  CustomerConnection: {
    edges,
    nodes: ({ rows }) => rows,
    pageInfo: ({ rows, more }) => ({ hasNextPage: more, endCursor: rows.length > 0 ? cursorOf(rows.at(-1)) : null }),
  },
  CustomerEdge: { cursor: ({ node }) => cursorOf(node) },
  InteractionConnection: { edges },
};

// Every field is asked once in a request, so that remembering its answer would only cost.
const batched = (loader) => ({ loader, opts: { cache: false } });

const loaders = {
  Customer: {
    owner: batched(async (asked) => {
      const owners = await sql.usersById(asked.map(({ obj }) => obj.ownerId));
      return asked.map(({ obj }) => owners.get(obj.ownerId) ?? null);
    }),
    // A field of a document has the same arguments for all its customers.
    interactions: batched(async (asked) => {
      const { first } = asked[0].params;
      const found = await sql.lastInteractions(
        asked.map(({ obj }) => obj.id),
        first + 1,
      );
      return asked.map(({ obj }) => connection(found.get(obj.id) ?? [], first));
    }),
  },
  Interaction: {
    customer: batched(async (asked) => {
      const customers = await sql.customersById(asked.map(({ obj }) => obj.customerId));
      return asked.map(({ obj }) => customers.get(obj.customerId));
    }),
  },
};

const server = Fastify();
server.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await server.listen({ host: '127.0.0.1', port: Number(process.env.BENCH_PORT) });
