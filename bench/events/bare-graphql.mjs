/** The limit of memory: the same protocol by ws and graphql-ws alone, with a subscription that says one thing and waits. */
import { createServer } from 'node:http';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const text = (name) => new GraphQLObjectType({ name, fields: { kind: { type: GraphQLString } } });
const schema = new GraphQLSchema({
  query: text('Query'),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      changes: {
        type: text('Event'),
        subscribe: async function* () {
          yield { changes: { kind: 'CHECKPOINT' } };
          await new Promise(() => undefined);
        },
      },
    },
  }),
});
const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));

process.on('message', () => {
  globalThis.gc();
  process.send({ done: process.memoryUsage() });
});
// Whoever started it is gone, or done.
process.on('disconnect', () => process.exit());
