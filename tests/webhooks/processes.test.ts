import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { ask, RapportProcess, runRapport } from '../product/rapport-process.ts';
import { deliveriesOf, eventually, makeEndpoint, webhookEnvironment } from './endpoints.ts';
import { Receiver, verify } from './receiver.ts';

let app: TestApp;
let environment: Record<string, string>;
const receiver = new Receiver();
const processes: RapportProcess[] = [];
/** The one that is still there when the other was killed. */
let surviving: Awaited<ReturnType<typeof start>> | undefined;

beforeAll(async () => {
  app = await createTestApp({ environment: webhookEnvironment });
  const { host, user, password, database } = app.database.api;
  environment = {
    ...webhookEnvironment,
    SECRET_KEYS: app.app.config.secretKeys.join(),
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
    LOG_LEVEL: 'error',
  };
  await receiver.listen();
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.end('SIGTERM')));
  await receiver.close();
  await app.close();
});

async function start(): Promise<{ process: RapportProcess; url: string }> {
  const process = new RapportProcess(environment);
  processes.push(process);
  return { process, url: await process.url() };
}

const TEAM = 'mutation($name: String!) { createTeam(input: { name: $name }) { id } }';
const nameOf = (index: number) => receiver.deliveries[index]?.message.data.patch?.name;

test('[GU30] a process that is killed while it sends loses nothing: another one sends it again, under the same id', async () => {
  const { id, secret } = await makeEndpoint(app.alpha.admin, { url: receiver.url, types: ['team.*'] });
  const first = await start();
  // The receiver has the event, and the process dies before it hears of that.
  receiver.answer = () => undefined;
  expect((await ask(first.url, app.alpha.admin.key, TEAM, { name: 'killed' })).body.errors).toBeUndefined();
  await receiver.has(1);
  await first.process.end('SIGKILL');
  receiver.answer = (response) => response.writeHead(204).end();
  const second = await start();
  surviving = second;
  await ask(second.url, app.alpha.admin.key, TEAM, { name: 'after' });
  await receiver.has(3);
  expect([0, 1, 2].map(nameOf)).toEqual(['killed', 'killed', 'after']);
  expect(receiver.deliveries[1]?.id).toBe(receiver.deliveries[0]?.id);
  for (const one of receiver.deliveries) expect(verify(secret, one)).toEqual(one.message);
  await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 2);
  expect(await deliveriesOf(app.alpha.admin, id)).toMatchObject([
    { attempt: 1, delivered: true },
    { attempt: 1, delivered: true },
  ]);
});

test('two processes send each event once and in order, also when one of them is asked to end in the middle', async () => {
  const [first, second] = [surviving ?? (await start()), await start()];
  const begun = receiver.deliveries.length;
  receiver.answer = (response) => {
    setTimeout(() => response.writeHead(204).end(), 5);
  };
  const names = Array.from({ length: 60 }, (_, n) => `team ${n}`);
  let ending: Promise<unknown> | undefined;
  for (const [n, name] of names.entries()) {
    const { url } = n < 20 && n % 2 === 0 ? first : second;
    expect((await ask(url, app.alpha.admin.key, TEAM, { name })).body.errors).toBeUndefined();
    if (n === 20) ending = first.process.end('SIGTERM');
  }
  await receiver.has(begun + names.length);
  expect(await ending).toBe(0);
  expect(receiver.deliveries.slice(begun).map((_, n) => nameOf(begun + n))).toEqual(names);
});

test('the doctor names the endpoints that are paused, of all tenants', async () => {
  const { host, user, password, database } = app.database.owner;
  const owner = `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const doctor = () => runRapport(['doctor'], { ...environment, DATABASE_OWNER_URL: owner }).stdout;
  const ids: string[] = [];
  for (const { admin } of [app.alpha, app.beta]) {
    const { id } = await makeEndpoint(admin, { url: receiver.url, types: ['role.*'] });
    await admin.get('mutation($id: ID!) { pauseWebhookEndpoint(id: $id) { id } }', { id });
    ids.push(id);
  }
  const notes = doctor()
    .split('\n')
    .filter((line) => line.startsWith('note '));
  expect(notes).toEqual([
    expect.stringMatching(`^note the webhook endpoint ${ids[0]} of alpha is paused since .* \\(BY_HAND\\)`),
    expect.stringMatching(`^note the webhook endpoint ${ids[1]} of beta is paused since .* \\(BY_HAND\\)`),
  ]);
});
