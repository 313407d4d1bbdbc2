/** Many subscribers in one process; counts what they get. */
import WebSocket from 'ws';

const sockets = [];
let count = 0;
let goal = { at: Number.POSITIVE_INFINITY, reach: () => undefined };
/** Arrival of each labelled event at each socket, in milliseconds since 1970. */
let arrivals = [];

const commands = {
  connect: async ({ url, key, sockets: wanted, query, variablesOf = [{}] }) => {
    const base = sockets.length;
    for (let first = 0; first < wanted; first += 100) {
      await Promise.all(
        Array.from({ length: Math.min(100, wanted - first) }, (_, offset) => {
          const index = base + first + offset;
          const variables = variablesOf[index % variablesOf.length];
          const socket = new WebSocket(
            `${url.replace('http', 'ws')}/${key ? 'graphql' : index % variablesOf.length}`,
            key ? 'graphql-transport-ws' : undefined,
            { perMessageDeflate: false },
          );
          sockets.push(socket);
          return new Promise((resolve, reject) => {
            socket.on('error', reject);
            socket.once('open', () => {
              if (!key) return resolve();
              socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
            });
            socket.on('message', (data) => {
              const text = data.latin1Slice();
              if (text.startsWith('{"type":"connection_ack')) {
                socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
                // Whoever comes with a cursor is told nothing at first.
                if (variables.after) resolve();
                return;
              }
              if (text.includes('CHECKPOINT')) return resolve();
              if (!text.startsWith('{"id":"1","type":"next"')) throw new Error(String(data));
              if (arrivals) {
                const label = text.indexOf('"name":"lat');
                if (label >= 0) {
                  const name = text.slice(label + 8, text.indexOf('x', label));
                  arrivals.push([name, performance.timeOrigin + performance.now()]);
                }
              }
              if (++count >= goal.at) goal.reach();
            });
          });
        }),
      );
    }
  },
  /** Counts from now on. */
  reset: ({ messages }) => {
    count = 0;
    const reached = Promise.withResolvers();
    goal = { at: messages, reach: () => reached.resolve(performance.timeOrigin + performance.now()), reached };
  },
  /** Done when so many have come; tells when. */
  reached: () => goal.reached.promise,
  arrivals: () => {
    const taken = arrivals;
    arrivals = [];
    return taken;
  },
  disconnect: () => {
    for (const socket of sockets.splice(0)) socket.terminate();
  },
};

process.on('message', async ({ command, ...args }) => process.send({ done: await commands[command](args) }));
process.send({});
// Whoever started it is gone, or done.
process.on('disconnect', () => process.exit());
