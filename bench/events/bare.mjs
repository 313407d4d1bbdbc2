/** The limit: a bare ws server that sends one buffer to everybody, or to the twenty of one topic. */
import { WebSocketServer } from 'ws';

const payload = (name) =>
  JSON.stringify({
    id: '1',
    type: 'next',
    payload: {
      data: {
        changes: {
          cursor: 'x'.repeat(22),
          sequence: '1234',
          kind: 'UPDATED',
          recordId: `tem_${'x'.repeat(36)}`,
          patch: { name },
        },
      },
    },
  });
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const topics = new Map();
server.on('connection', (socket, { url }) => {
  const topic = url.slice(1);
  topics.set(topic, [...(topics.get(topic) ?? []), socket]);
});
server.on('listening', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', ({ count = 1, filtered = false, label = 'burst 1' }) => {
  const frame = Buffer.from(payload(label));
  const at = performance.timeOrigin + performance.now();
  for (let index = 0; index < count; index++) {
    const sockets = filtered ? (topics.get(String(index % 100)) ?? []) : server.clients;
    for (const socket of sockets) socket.send(frame, { binary: false });
  }
  process.send({ done: at });
});
// Whoever started it is gone, or done.
process.on('disconnect', () => process.exit());
