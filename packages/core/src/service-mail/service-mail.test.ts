import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let url: string;
let queueId: string;
beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
  ({ id: queueId } = await app.alpha.as('manager').create('Queue', { name: 'Mailbox' }));
  await app.alpha.admin.get(
    'mutation { setPluginSettings(plugin: "service-mail", values: { ownAddresses: "help@rapport.example" }) { name } }',
  );
});
afterAll(() => app.close());

const fixture = (name: string, answers = ''): Buffer =>
  Buffer.from(
    readFileSync(path.join(import.meta.dirname, 'fixtures', name))
      .toString('latin1')
      .replaceAll('@ANSWERS@', answers),
    'latin1',
  );
interface Shown {
  id: string;
  state: string;
  reason: string | null;
  sender: string | null;
  subject: string | null;
  request: {
    id: string;
    state: string;
    follows: { id: string } | null;
    queue: { id: string } | null;
    customer: { id: string; name: string; lifecycleState: string };
  } | null;
  message: {
    body: string;
    automatic: boolean;
    fromCustomer: boolean;
    attachments: { nodes: { file: { name: string; mediaType: string } }[] };
  } | null;
}
const SHOWN = `id state reason sender subject
  request { id state follows { id } queue { id } customer { id name lifecycleState } }
  message { body automatic fromCustomer attachments { nodes { file { name mediaType } } } }`;
async function post(mail: Buffer): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ queueId }));
  const sent = await fetch(`${url}/files/InboundMail?name=mail.eml&input=${input}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.alpha.as('automation').key}`, 'content-type': 'message/rfc822' },
    body: new Uint8Array(mail),
  });
  expect(sent.status).toBe(201);
  return ((await sent.json()) as { id: string }).id;
}
const read = async (id: string) =>
  (
    await app.alpha
      .as('service')
      .get<{ it: Shown }>(`query($id: ID!) { it: inboundMail(id: $id) { ${SHOWN} } }`, { id })
  ).it;
async function receive(mail: Buffer): Promise<Shown> {
  const id = await post(mail);
  await app.drain();
  return read(id);
}
/** A request with an answer of ours, which went out under this Message-ID. */
async function answered(customer: object, mailId: string) {
  const customerId = await app.alpha.customer(customer);
  const service = app.alpha.as('service');
  const { id } = await service.create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler' });
  await service.create('ServiceMessage', { requestId: id, body: 'We come tomorrow.', channel: 'EMAIL', mailId });
  return { id, customerId };
}
const step = (id: string, name: string, input = '') =>
  app.alpha
    .as('service')
    .get(`mutation($id: ID!) { ${name}ServiceRequest(id: $id${input && `, input: ${input}`}) { id } }`, { id });

describe('a mail', () => {
  test('[O7] of a customer opens a request in the queue of the mailbox, whatever program wrote it', async () => {
    const customerId = await app.alpha.customer({ name: '王小明', email: 'ming.wang@example.com' });
    const gmail = await receive(fixture('gmail.eml'));
    expect(gmail).toMatchObject({
      state: 'TAKEN',
      sender: 'ming.wang@example.com',
      subject: '熱水器漏水',
      request: { state: 'NEW', queue: { id: queueId }, customer: { id: customerId } },
      message: { body: '熱水器從星期一開始漏水。', fromCustomer: true, automatic: false },
    });
    const qq = await receive(fixture('qq-mail.eml'));
    expect(qq).toMatchObject({ subject: '热水器漏水', message: { body: '贵公司的热水器一直漏水，请尽快处理。' } });
    const thunderbird = await receive(fixture('thunderbird.eml'));
    expect(thunderbird).toMatchObject({
      subject: 'Gerät läuft nicht',
      request: { customer: { name: 'Hans Gruber', lifecycleState: 'STRANGER' } },
    });
    expect(thunderbird.message?.body).toContain('Das Gerät läuft seit gestern nicht mehr.');
  });

  test('[O7] brings its attachments; one that lies is refused and noted, and the mail has it still', async () => {
    const mail = await receive(fixture('apple-mail.eml'));
    expect(mail.message?.attachments.nodes).toEqual([{ file: { name: 'IMG_0001.png', mediaType: 'image/png' } }]);
    const { serviceRequest } = await app.alpha
      .as('service')
      .get<{ serviceRequest: { notes: { nodes: { body: string }[] } } }>(
        'query($id: ID!) { serviceRequest(id: $id) { notes { nodes { body } } } }',
        { id: mail.request?.id },
      );
    expect(serviceRequest.notes.nodes[0]?.body).toContain('invoice.pdf: The file is not what its sender says');
    const original = await fetch(`${url}/files/${mail.id}`, {
      headers: { authorization: `Bearer ${app.alpha.as('service').key}` },
    });
    expect(Buffer.from(await original.arrayBuffer())).toEqual(fixture('apple-mail.eml'));
  });

  test('[G3] that answers ours goes on with the request, and wakes it', async () => {
    const { id } = await answered({ name: 'Ming' }, 'out-1@rapport.example');
    await step(id, 'assign', `{ ownerId: "${app.alpha.users.service}" }`);
    await step(id, 'start');
    await step(id, 'awaitCustomer');
    const reply = await receive(fixture('outlook-reply.eml', 'out-1@rapport.example'));
    expect(reply).toMatchObject({ state: 'TAKEN', request: { id, state: 'IN_PROGRESS' } });
    expect(reply.message?.body).toContain('It still drips. Régards, Ming');
  });

  test('[O7] that answers what was closed for long opens a request that follows it', async () => {
    const { id } = await answered({ email: 'late@example.com' }, 'out-2@rapport.example');
    await step(id, 'assign', `{ ownerId: "${app.alpha.users.service}" }`);
    await step(id, 'start');
    await step(id, 'resolve', '{ resolution: "A seal." }');
    await step(id, 'close');
    await app.sql("update service_request set closed_at = now() - interval '15 days' where id = $1", [id.slice(4)]);
    const text = fixture('outlook-reply.eml', 'out-2@rapport.example')
      .toString('latin1')
      .replace('VI1PR04MB1234ABCDEF', 'VI1PR04MB1234LATE')
      .replace('ming.wang@', 'late@');
    const reply = await receive(Buffer.from(text, 'latin1'));
    expect(reply).toMatchObject({ state: 'TAKEN', request: { state: 'NEW', follows: { id } } });
    expect(reply.request?.id).not.toBe(id);
  });

  test('[O7] that nobody wrote opens nothing and wakes nothing', async () => {
    const { id } = await answered({ name: 'Ming' }, 'out-3@rapport.example');
    const away = await receive(fixture('exchange-out-of-office.eml', 'out-3@rapport.example'));
    expect(away).toMatchObject({ state: 'TAKEN', request: { id, state: 'NEW' }, message: { automatic: true } });
    const stray = fixture('exchange-out-of-office.eml', 'nobody-knows@rapport.example')
      .toString('latin1')
      .replace('<0123456789abcdef', '<stray');
    expect(await receive(Buffer.from(stray, 'latin1'))).toMatchObject({
      state: 'IGNORED',
      request: null,
      reason: 'Nobody wrote it: Auto-Submitted.',
    });
    expect(await receive(fixture('bounce.eml'))).toMatchObject({ state: 'IGNORED', request: null });
    const loop = fixture('thunderbird.eml')
      .toString('latin1')
      .replace('hans@example.com', 'help@rapport.example')
      .replace('f2b8c1de', 'f2b8c1df');
    expect(await receive(Buffer.from(loop, 'latin1'))).toMatchObject({
      state: 'IGNORED',
      reason: expect.stringContaining('loop'),
    });
  });

  test('[O7] that comes twice, also at once, is one message', async () => {
    const mail = Buffer.from(
      'From: twice@example.com\r\nMessage-ID: <twice@example.com>\r\nSubject: Twice\r\n\r\nHello\r\n',
    );
    const ids = await Promise.all([post(mail), post(mail), post(mail)]);
    await app.drain();
    const states = (await Promise.all(ids.map(read))).map(({ state }) => state);
    expect(states.sort()).toEqual(['IGNORED', 'IGNORED', 'TAKEN']);
  });

  test('[O7] of a sender who never stops is a loop', async () => {
    const mail = (n: number) =>
      Buffer.from(`From: flood@example.com\r\nMessage-ID: <flood-${n}@example.com>\r\nSubject: ${n}\r\n\r\nHello\r\n`);
    const ids: string[] = [];
    for (let n = 0; n < 33; n++) ids.push(await post(mail(n)));
    await app.drain();
    const states = (await Promise.all(ids.map(read))).map(({ state }) => state);
    expect(states.filter((state) => state === 'TAKEN')).toHaveLength(30);
    expect(states.filter((state) => state === 'IGNORED')).toHaveLength(3);
  });

  test('with ten thousand references finds the nearest, and one that is broken is taken as far as it can be read', async () => {
    const { id } = await answered({ name: 'Ming' }, 'out-4@rapport.example');
    const references = [
      ...Array.from({ length: 10_000 }, (_, n) => `<r${n}@example.com>`),
      '<out-4@rapport.example>',
    ].join('\r\n ');
    const many = await receive(
      Buffer.from(
        `From: many@example.com\r\nMessage-ID: <many@example.com>\r\nReferences: ${references}\r\nSubject: Many\r\n\r\nHello\r\n`,
      ),
    );
    expect(many).toMatchObject({ state: 'TAKEN', request: { id } });
    const broken = await receive(fixture('broken.eml'));
    expect(broken).toMatchObject({ state: 'TAKEN', sender: 'broken@example.com' });
    expect(broken.message?.body).not.toBe('');
    expect(await receive(fixture('nobody.eml'))).toMatchObject({ state: 'UNREADABLE', request: null });
    expect(await receive(Buffer.from([0xff, 0, 1, 2, 3]))).toMatchObject({ state: 'UNREADABLE' });
  });
});
