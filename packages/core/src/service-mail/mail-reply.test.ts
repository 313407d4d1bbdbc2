import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { mailReply } from './mail-reply.service.ts';

const sent: { readonly to: string; readonly raw: string }[] = [];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-replies-'));
let app: TestApp;
let url: string;
let smtp: SMTPServer;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('gone') ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => parts.push(chunk));
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo)
          sent.push({ to: address, raw: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const settings = path.join(folder, 'settings.json');
  const { port } = smtp.server.address() as AddressInfo;
  fs.writeFileSync(settings, JSON.stringify({ messages: { smtpUrl: `smtp://127.0.0.1:${port}?ignoreTLS=true` } }));
  app = await createTestApp({ environment: { PLUGIN_SETTINGS: settings } });
  url = await app.listen();
  await set('messages', { from: 'Help <help@rapport.example>' });
});
afterAll(async () => {
  await app?.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  fs.rmSync(folder, { recursive: true });
});

const set = (plugin: string, values: object) =>
  app.alpha.admin.get('mutation($p: String!, $v: JSON!) { setPluginSettings(plugin: $p, values: $v) { name } }', {
    p: plugin,
    v: values,
  });
const service = () => app.alpha.as('service');
let count = 0;
/** A mail comes; the request that it opened or goes on with. */
async function mail(from: string, headers: readonly string[] = [], subject = 'Boiler leaks'): Promise<string> {
  const id = `in-${++count}@example.com`;
  const text = [`From: ${from}`, `Message-ID: <${id}>`, `Subject: ${subject}`, ...headers, '', 'It drips.', ''];
  const posted = await fetch(`${url}/files/InboundMail?name=mail.eml`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.alpha.as('automation').key}`, 'content-type': 'message/rfc822' },
    body: text.join('\r\n'),
  });
  await app.drain();
  const { id: mailId } = (await posted.json()) as { id: string };
  const { it } = await service().get<{ it: { request: { id: string } } }>(
    'query($id: ID!) { it: inboundMail(id: $id) { request { id } } }',
    { id: mailId },
  );
  return it.request.id;
}
async function reply(requestId: string, input: object = {}): Promise<string> {
  const { id } = await service().create('ServiceMessage', { requestId, body: 'We come tomorrow.', ...input });
  await app.drain();
  return id;
}
const mailsTo = (address: string) => sent.filter(({ to }) => to === address);
const notesOf = async (id: string) =>
  (
    await service().get<{ it: { notes: { nodes: { body: string }[] } } }>(
      'query($id: ID!) { it: serviceRequest(id: $id) { notes { nodes { body } } } }',
      { id },
    )
  ).it.notes.nodes.map(({ body }) => body);

describe('a reply to a request that came by mail', () => {
  test('[G3] goes out by mail to the address that wrote, in its thread, which goes on from there', async () => {
    const requestId = await mail('Ming <ming@example.com>');
    await reply(requestId);
    const [first] = mailsTo('ming@example.com');
    const parsed = await simpleParser(first?.raw ?? '');
    expect(parsed).toMatchObject({ subject: 'Re: Boiler leaks', inReplyTo: '<in-1@example.com>' });
    expect(parsed.text?.trim()).toBe('We come tomorrow.');
    expect(parsed.from?.text).toContain('help@rapport.example');
    expect([parsed.references].flat()).toEqual(['<in-1@example.com>']);
    // The customer answers with what his program makes of that.
    const answer = [`In-Reply-To: ${parsed.messageId}`, `References: <in-1@example.com> ${parsed.messageId}`];
    expect(await mail('ming@example.com', answer, 'Re: Boiler leaks')).toBe(requestId);
    await reply(requestId, { channel: 'EMAIL', body: 'At nine.' });
    const next = await simpleParser(mailsTo('ming@example.com')[1]?.raw ?? '');
    expect(next.inReplyTo).toBe('<in-2@example.com>');
    expect([next.references].flat()).toEqual(['<in-1@example.com>', parsed.messageId, '<in-2@example.com>']);
    expect(await notesOf(requestId)).toEqual([]);
  });

  test('[G2] goes to the address that wrote, also when the customer prefers another', async () => {
    const customerId = await app.alpha.customer({ email: 'work@example.com' });
    for (const value of ['home@example.com', 'work@example.com'])
      await app.alpha.admin.create('ContactPoint', {
        customerId,
        channel: 'EMAIL',
        value,
        preferred: value.startsWith('work'),
      });
    await reply(await mail('home@example.com'));
    expect(mailsTo('home@example.com')).toHaveLength(1);
    expect(mailsTo('work@example.com')).toEqual([]);
  });

  test('is sent once, however often it is taken up, and not at all when it went another way', async () => {
    const requestId = await mail('once@example.com');
    const id = await reply(requestId);
    await reply(requestId, { channel: 'PHONE', body: 'I called.' });
    await reply(requestId, { channel: 'EMAIL', mailId: 'elsewhere@rapport.example', body: 'From my own program.' });
    await reply(requestId, { automatic: true, body: 'We have your mail.' });
    await app.sql('update service_message set mail_id = null where id = $1', [id.slice(4)]);
    const of = { tenantId: app.alpha.id, plugin: 'service-mail', part: 'a test', signal: new AbortController().signal };
    await app.app.background.plugins.run({ ...of, limits: { milliseconds: 60_000, rows: 10_000 } }, (context) =>
      mailReply(id, context),
    );
    await app.drain();
    expect(mailsTo('once@example.com')).toHaveLength(1);
    const other = await app.alpha.customer({ email: 'web@example.com' });
    const { id: web } = await service().create('ServiceRequest', { customerId: other, kind: 'FAULT', subject: 'x' });
    await reply(web, { channel: 'EMAIL' });
    expect(mailsTo('web@example.com')).toEqual([]);
  });

  test('is not sent to an address that is suppressed or came back, and a note says so', async () => {
    const gone = await mail('gone@example.com');
    await reply(gone);
    expect(await notesOf(gone)).toEqual([]);
    await reply(gone, { body: 'Are you there?' });
    expect(await notesOf(gone)).toEqual([expect.stringContaining('CONTACT_POINT_UNUSABLE')]);
    const quiet = await mail('quiet@example.com');
    await app.alpha.admin.get(
      'mutation($input: ContactAddressInput!) { suppressAddress(input: $input, reason: COMPLAINT) { id } }',
      { input: { channel: 'EMAIL', value: 'quiet@example.com' } },
    );
    await reply(quiet);
    expect(mailsTo('quiet@example.com')).toEqual([]);
    expect(await notesOf(quiet)).toEqual([expect.stringMatching(/CONTACT_POINT_UNUSABLE|SUPPRESSED/)]);
  });

  test('[F7] cannot carry advertising: neither by its template nor by words that service must not use', async () => {
    const requestId = await mail('sold@example.com');
    const { id } = await app.alpha.admin.create('MessageTemplate', {
      key: 'offer',
      name: 'Offer',
      purpose: 'MARKETING',
      channel: 'EMAIL',
      variables: ['subject', 'body'],
    });
    const words = { templateId: id, locale: 'en', subject: 'News', body: '{{ values.body }} {{ links.unsubscribe }}' };
    await app.alpha.admin.create('TemplateVersion', words);
    await set('service-mail', { replyTemplate: 'offer' });
    await reply(requestId);
    expect(await notesOf(requestId)).toEqual([expect.stringContaining('no template for mails that serve')]);
    await set('service-mail', { replyTemplate: 'service-reply' });
    await app.alpha.admin.create('WordingRule', { locale: 'en', term: 'special offer', scope: 'SERVICE' });
    await reply(requestId, { body: 'Mind our special offer!' });
    expect(mailsTo('sold@example.com')).toEqual([]);
    await reply(requestId, { body: 'We come.' });
    expect(mailsTo('sold@example.com')).toHaveLength(1);
  });
});
