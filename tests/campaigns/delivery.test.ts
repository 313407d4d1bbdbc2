import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { SMTPServer } from 'smtp-server';
import { aTemplate, reachable } from './reachable.ts';

interface Mail {
  readonly to: string;
  readonly raw: string;
}

const mails: Mail[] = [];
const posts: { key: string | undefined; body: { id: string; to: string; text: string } }[] = [];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-messages-'));
let app: TestApp;
let url: string;
let smtp: SMTPServer;
let gateway: http.Server;
let gatewayStatus: number[] = [];

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody') ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk.toString();
      });
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  gateway = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const status = gatewayStatus.shift() ?? 200;
      if (status === 0) return request.socket.destroy();
      if (status === 200) posts.push({ key: request.headers['idempotency-key']?.toString(), body: JSON.parse(body) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const settings = path.join(folder, 'settings.json');
  const { port } = smtp.server.address() as AddressInfo;
  fs.writeFileSync(settings, JSON.stringify({ messages: { smtpUrl: `smtp://127.0.0.1:${port}?ignoreTLS=true` } }));
  app = await createTestApp({ environment: { PLUGIN_SETTINGS: settings, WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' } });
  url = await app.listen();
  await app.alpha.admin.get(
    'mutation($values: JSON!) { setPluginSettings(plugin: "messages", values: $values) { name } }',
    {
      values: {
        publicUrl: url,
        from: 'Shop <shop@example.com>',
        mobileGatewayUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/sms`,
      },
    },
  );
  await aTemplate(app, { key: 'offer', purpose: 'MARKETING' });
  await app.start();
  await aTemplate(app, { key: 'code', purpose: 'SERVICE', channel: 'MOBILE', body: 'Your code, {{ customer.name }}' });
});
afterAll(async () => {
  await app?.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  gateway.closeAllConnections();
  gateway.close();
  fs.rmSync(folder, { recursive: true });
});

let n = 0;
const send = async (customerId: string, template = 'offer', variables?: object): Promise<string> =>
  (
    await app.alpha
      .as('marketer')
      .get<{ sendMessage: { id: string } }>(
        'mutation($input: SendMessageInput!) { sendMessage(input: $input) { id } }',
        { input: { customerId, template, key: `d${++n}`, ...(variables && { variables }) } },
      )
  ).sendMessage.id;
const stateOf = async (id: string) =>
  (
    await app.alpha
      .as('marketer')
      .get<{ message: Record<string, unknown> }>(
        'query($id: ID!) { message(id: $id) { state fault tries refusedBy openedAt unsubscribedAt contactPoint { state value } } }',
        { id },
      )
  ).message;
const mailTo = (address: unknown) => mails.find(({ to }) => to === address)?.raw ?? '';
/** Lines of a mail are broken where they are long. */
const decoded = (raw: string) => raw.replace(/=\r\n/g, '').replace(/=3D/g, '=').replace(/\r\n /g, ' ');
const linkIn = (raw: string, route: string) =>
  new RegExp(`http://[^\\s<>"]+/plugins/messages/${route}\\?[^\\s<>"]+`).exec(decoded(raw))?.[0] ?? 'none';

describe('mail', () => {
  test('is handed to the mail server as soon as it is decided, with one-click unsubscription', async () => {
    const { customerId } = await reachable(app, { name: 'Anna' });
    const id = await send(customerId);
    await app.drain();
    const message = await stateOf(id);
    expect(message).toMatchObject({ state: 'SENT', tries: 1, fault: null });
    const raw = mailTo((message.contactPoint as { value: string }).value);
    expect(raw).toMatch(/^Subject: Hello Anna\r$/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(decoded(raw)).toContain(`List-Unsubscribe: <${linkIn(raw, 'unsubscribe')}>`);
    expect(decoded(raw)).toContain('Dear Anna.');
  });

  test('that nobody can get closes the contact point', async () => {
    const customerId = await app.alpha.customer();
    await app.alpha.admin.create('ContactPoint', { customerId, channel: 'EMAIL', value: 'nobody@example.com' });
    await app.alpha.admin.create('Consent', { customerId, purpose: 'MARKETING', state: 'GRANTED', proof: 'form' });
    const id = await send(customerId);
    await app.drain();
    expect(await stateOf(id)).toMatchObject({ state: 'BOUNCED', contactPoint: { state: 'BOUNCED' } });
    expect(await stateOf(await send(customerId))).toMatchObject({ refusedBy: 'CONTACT_POINT_UNUSABLE' });
  });

  test('for a domain that has had its mails of this minute waits, and has not been tried', async () => {
    const atMost = (perDomainPerMinute: number) =>
      app.alpha.admin.get(
        'mutation($values: JSON!) { setPluginSettings(plugin: "messages", values: $values) { name } }',
        { values: { perDomainPerMinute } },
      );
    await atMost(1);
    const ids: string[] = [];
    for (const name of ['first', 'second']) {
      const customerId = await app.alpha.customer();
      await app.alpha.admin.create('ContactPoint', { customerId, channel: 'EMAIL', value: `${name}@busy.example` });
      await app.alpha.admin.create('Consent', { customerId, purpose: 'MARKETING', state: 'GRANTED', proof: 'form' });
      ids.push(await send(customerId));
      await app.drain();
    }
    await atMost(600);
    expect(await Promise.all(ids.map(stateOf))).toMatchObject([
      { state: 'SENT', tries: 1 },
      { state: 'QUEUED', tries: 0, fault: 'busy.example gets no more than 1 mails in a minute.' },
    ]);
  });

  test('[iM1] what was withdrawn between the decision and its time is not sent', async () => {
    await aTemplate(app, { key: 'by-line', purpose: 'MARKETING', channel: 'LINE' });
    const customerId = await app.alpha.customer();
    await app.alpha.admin.create('ContactPoint', { customerId, channel: 'LINE', value: 'waits' });
    const given = { customerId, purpose: 'MARKETING', state: 'GRANTED', proof: 'form' };
    const { id: consentId } = await app.alpha.admin.create('Consent', given);
    const events = await app.capture(app.alpha, ['messages.refused']);
    // Nobody delivers for LINE yet, so it waits.
    const id = await send(customerId, 'by-line');
    await app.drain();
    expect(await stateOf(id)).toMatchObject({ state: 'QUEUED' });
    await app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { id } }', { id: consentId });
    await app.alpha.admin.get(
      'mutation($values: JSON!) { setPluginSettings(plugin: "messages", values: $values) { name } }',
      { values: { lineGatewayUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/line` } },
    );
    await app.tick('PT2M');
    expect((await events.events()).map(({ recordId, patch }) => [recordId, patch?.rule])).toEqual([
      [customerId, 'CONSENT_WITHDRAWN'],
    ]);
    expect(await stateOf(id)).toMatchObject({ state: 'REFUSED', refusedBy: 'CONSENT_WITHDRAWN' });
  });
});

describe('a gateway', () => {
  const sms = async () => {
    const customerId = await app.alpha.customer({ name: 'Bert' });
    await app.alpha.admin.create('ContactPoint', {
      customerId,
      channel: 'MOBILE',
      value: `09120000${String(++n).padStart(2, '0')}`,
    });
    return send(customerId, 'code');
  };

  test('gets JSON with our id as its key, and the same id at every try', async () => {
    gatewayStatus = [503];
    const id = await sms();
    await app.drain();
    await app.sql('update message set due_at = now() where id = $1', [id.slice(4)]);
    await app.tick('PT2M');
    await app.drain();
    expect(await stateOf(id)).toMatchObject({ state: 'SENT', tries: 2, fault: null });
    expect(posts.at(-1)).toMatchObject({ key: id.slice(4), body: { id: id.slice(4), text: 'Your code, Bert' } });
  });

  test('of which nobody knows whether it took a message is asked again, or not, as the tenant says', async () => {
    const told = (whenInDoubt: string) =>
      app.alpha.admin.get(
        'mutation($values: JSON!) { setPluginSettings(plugin: "messages", values: $values) { name } }',
        {
          values: { whenInDoubt },
        },
      );
    // 0: the connection ends without an answer.
    gatewayStatus = [0];
    const repeated = await sms();
    await app.drain();
    expect(await stateOf(repeated)).toMatchObject({ state: 'QUEUED', tries: 1 });
    await told('GIVE_UP');
    gatewayStatus = [0];
    const given = await sms();
    await app.drain();
    expect(await stateOf(given)).toMatchObject({ state: 'FAILED', tries: 1 });
    await told('REPEAT');
  });

  test('that refuses is not asked again', async () => {
    gatewayStatus = [422];
    const id = await sms();
    await app.drain();
    expect(await stateOf(id)).toMatchObject({ state: 'FAILED', fault: 'The gateway answered 422.' });
  });
});

describe('what comes back', () => {
  const sent = async () => {
    const who = await reachable(app);
    const id = await send(who.customerId);
    await app.drain();
    return { ...who, id };
  };
  const consentOf = async (id: string) =>
    (
      await app.alpha.admin.get<{ consent: { state: string } }>('query($id: ID!) { consent(id: $id) { state } }', {
        id,
      })
    ).consent.state;

  test('a complaint withdraws the consent and makes averse, by the address for reports, twice as once', async () => {
    const { id, consentId, customerId } = await sent();
    const { deliveryReportUrl } = await app.alpha
      .as('automation')
      .get<{ deliveryReportUrl: string }>('{ deliveryReportUrl }');
    const report = () =>
      fetch(deliveryReportUrl, { method: 'POST', body: JSON.stringify([{ id: id.slice(4), kind: 'COMPLAINT' }]) });
    expect(await (await report()).json()).toEqual({ known: 1, unknown: 0 });
    expect((await report()).status).toBe(200);
    expect(await consentOf(consentId)).toBe('WITHDRAWN');
    const fatigue = await app.sql('select state from contact_fatigue where customer_id = $1', [customerId.slice(4)]);
    expect(fatigue).toEqual([{ state: 'AVERSE' }]);
    const forged = await fetch(deliveryReportUrl.replace(/key=\d+/, 'key=2'), { method: 'POST', body: '[]' });
    expect(forged.status).toBe(401);
  });

  test('a report of a mail server about a message that came back closes the contact point', async () => {
    const { id } = await sent();
    const raw = [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
      '',
      '--x',
      'Content-Type: message/delivery-status',
      '',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 no such user',
      '--x',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${id.slice(4)}@message.rapport>`,
      '--x--',
    ].join('\r\n');
    const report = (text: string) =>
      app.alpha.as('automation').get('mutation($raw: String!) { reportMailboxMessage(raw: $raw) }', { raw: text });
    expect(await report(raw)).toEqual({ reportMailboxMessage: true });
    expect(await stateOf(id)).toMatchObject({ state: 'BOUNCED', contactPoint: { state: 'BOUNCED' } });
    expect(await report('Subject: Lunch?\r\n\r\nAt noon.')).toEqual({ reportMailboxMessage: false });
  });

  test('one click of a mail program unsubscribes; looking at the link alone does not', async () => {
    const { id, consentId } = await sent();
    const link = linkIn(
      mailTo((await stateOf(id)).contactPoint && ((await stateOf(id)).contactPoint as { value: string }).value),
      'unsubscribe',
    );
    expect((await fetch(link)).status).toBe(200);
    expect(await consentOf(consentId)).toBe('GRANTED');
    const clicked = await fetch(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect(clicked.status).toBe(200);
    expect(await consentOf(consentId)).toBe('WITHDRAWN');
    expect(await stateOf(id)).toMatchObject({ unsubscribedAt: expect.any(String) });
    const forged = await fetch(link.replace(/t=\d+/, 't=2'), { method: 'POST' });
    expect(forged.status).toBe(404);
  });
});

describe('what is opened and followed', () => {
  const body =
    '<p>Dear {{ customer.name }}, <a href="https://shop.example/new?a=1&amp;b=2">look</a>. {{ links.unsubscribe }}</p>';
  const mailOf = async (id: string) => mailTo(((await stateOf(id)).contactPoint as { value: string }).value);

  test('is noted only of those who agreed to it, and leads only to where the message said', async () => {
    await aTemplate(app, { key: 'looked-at', purpose: 'MARKETING', format: 'HTML', body });
    const [agreed, silent] = [await reachable(app), await reachable(app)];
    await app.alpha.admin.create('Consent', {
      customerId: agreed.customerId,
      purpose: 'PROFILING',
      state: 'GRANTED',
      proof: 'form',
    });
    const [tracked, plain] = [await send(agreed.customerId, 'looked-at'), await send(silent.customerId, 'looked-at')];
    await app.drain();
    expect(linkIn(await mailOf(plain), '(?:click|open)')).toBe('none');
    const link = linkIn(await mailOf(tracked), 'click').replaceAll('&amp;', '&');
    const followed = await fetch(link, { redirect: 'manual' });
    expect(followed.status).toBe(302);
    expect(followed.headers.get('location')).toBe('https://shop.example/new?a=1&b=2');
    expect(await stateOf(tracked)).toMatchObject({ openedAt: expect.any(String) });
    const elsewhere = await fetch(link.replace('shop.example', 'evil.example'), { redirect: 'manual' });
    expect(elsewhere.status).toBe(404);
  });
});

describe('an automation', () => {
  test('sends by the same rules, and hears which one refused', async () => {
    const agreed = await reachable(app);
    const silent = await app.alpha.customer();
    const { createAutomation } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(
      `mutation($definition: JSON!) { createAutomation(input: { key: "journey", name: "Journey", definition: $definition }) { id } }`,
      {
        definition: {
          trigger: { manual: true },
          recordType: 'Customer',
          steps: [{ id: 'tell', type: 'sendMessage', purpose: 'MARKETING', template: 'offer' }],
        },
      },
    );
    await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: createAutomation.id });
    const start = (recordId: string) =>
      app.alpha.admin.get(
        'mutation($id: ID!, $recordId: ID) { startAutomation(id: $id, recordId: $recordId) { id } }',
        {
          id: createAutomation.id,
          recordId,
        },
      );
    await start(agreed.customerId);
    await start(silent);
    await app.drain();
    const { messages } = await app.alpha.admin.get<{ messages: { nodes: { customer: { id: string } }[] } }>(
      '{ messages(filter: { key: { startsWith: "automation/" } }, first: 10) { nodes { state refusedBy customer { id } } } }',
    );
    const of = (id: string) => messages.nodes.find(({ customer }) => customer.id === id);
    expect(of(agreed.customerId)).toMatchObject({ state: 'SENT', refusedBy: null });
    expect(of(silent)).toMatchObject({ state: 'REFUSED', refusedBy: 'NO_CONTACT_POINT' });
  });
});
