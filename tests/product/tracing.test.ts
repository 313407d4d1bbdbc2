import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, demoEnv, RapportProcess, temporaryHome } from './rapport-process.ts';

/** Stands where a collector would: keeps what is sent to it. */
let collector: Server;
let received = '';
let place: ReturnType<typeof temporaryHome>;

beforeAll(async () => {
  place = temporaryHome();
  collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      received += `${request.url} ${chunk.toString('latin1')}`;
    });
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => collector.once('listening', resolve));
});
afterAll(() => {
  collector.close();
  collector.closeAllConnections();
  place.remove();
});

test('spans of requests, operations and statements are sent to the configured collector, without values of the request', async () => {
  const { port } = collector.address() as AddressInfo;
  const rapport = new RapportProcess({
    RAPPORT_HOME: place.home,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  const url = await rapport.url();
  const { key } = demoEnv(place.home);
  await ask(url, key, 'query Canary($name: String) { customers(filter: { name: { eq: $name } }) { totalCount } }', {
    name: 'canary-value',
  });
  await ask(url, key, 'mutation Write { createTeam(input: { name: "canary-team" }) { id } }');
  expect(await rapport.end('SIGTERM')).toBe(0);
  for (const expected of [
    '/v1/traces',
    'POST /graphql',
    'rapport.request_id',
    'database read',
    'database transaction',
    'Canary',
    'mutation',
  ])
    expect(received).toContain(expected);
  for (const hidden of ['canary-value', 'canary-team', key]) expect(received).not.toContain(hidden);
});
