import { createHash, createHmac } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { S3FileStore } from '../../packages/server/src/files/s3-file-store.ts';

let app: TestApp;
let url: string;
let requestId: string;
beforeAll(async () => {
  app = await createTestApp();
  url = await app.listen();
  requestId = (await open(app.alpha.as('service'), await app.alpha.customer())).id;
});
afterAll(() => app.close());

const open = (by: TestClient, customerId: string) =>
  by.create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks' });
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
interface Sent {
  type?: string | undefined;
  name?: string;
  by?: TestClient;
  input?: object;
  headers?: Record<string, string>;
  record?: string;
}
function send(
  body: NonNullable<RequestInit['body']>,
  { type, name = 'leak.png', by, input, headers, record }: Sent = {},
) {
  const { key } = by ?? app.alpha.as('service');
  const query = new URLSearchParams({ name, input: JSON.stringify(input ?? { requestId }) });
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...(type && { 'content-type': type }), ...headers },
    body,
    duplex: 'half' as const,
  };
  return fetch(`${url}/files/${record ?? 'ServiceAttachment'}?${query}`, init);
}
const bring = (id: string, by: TestClient = app.alpha.as('service')) =>
  fetch(`${url}/files/${id}`, { headers: { authorization: `Bearer ${by.key}` } });
const codeOf = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return [response.status, errors[0]?.extensions.code];
};
const kept = async () => {
  const all = await readdir(path.join(app.app.config.home, 'files'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return all.filter((each) => each.isFile()).length;
};

describe('a file', () => {
  test('is kept with its record, by what it is, and comes back byte by byte, never to be shown in a page', async () => {
    const sent = await send(PNG, { type: 'image/png', name: '../../漏水 "x".png' });
    expect(sent.status).toBe(201);
    const { id, file } = (await sent.json()) as { id: string; file: object };
    const sha256 = createHash('sha256').update(PNG).digest('hex');
    expect(file).toEqual({ name: '漏水 "x".png', mediaType: 'image/png', size: PNG.length, sha256 });
    const { serviceRequest } = await app.alpha
      .as('service')
      .get<{ serviceRequest: object }>(
        'query($id: ID!) { serviceRequest(id: $id) { attachments { nodes { id file { name mediaType size sha256 } } } } }',
        { id: requestId },
      );
    expect(serviceRequest).toEqual({ attachments: { nodes: [{ id, file }] } });
    const brought = await bring(id);
    expect(Buffer.from(await brought.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(brought.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename*=UTF-8''%E6%BC%8F%E6%B0%B4%20%22x%22.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    });
  });

  test.each([
    ['a page that says that it is a picture', Buffer.from('<html><script>alert(1)</script></html>'), 'image/png'],
    ['a picture that says that it is a page', PNG, 'text/html'],
    ['a program that says that it is text', Buffer.from('MZ\0\0\0\0\0\0\0\0\0\0'), 'text/plain'],
    ['a picture of another sort', PNG, 'image/jpeg'],
  ])('%s is refused, and nothing of it is kept', async (_what, bytes, type) => {
    const before = await kept();
    expect(await codeOf(await send(bytes, { type }))).toEqual([400, 'FILE_REFUSED']);
    expect(await kept()).toBe(before);
  });

  test.each([
    ['text', Buffer.from('It drips.'), 'text/plain; charset=utf-8', 'text/plain'],
    ['text of which nothing is said', Buffer.from('Es tropft. 漏水'), undefined, 'text/plain'],
    [
      'a drawing',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      'image/svg+xml',
      'image/svg+xml',
    ],
    ['what nobody knows', Buffer.from([1, 2, 0, 3]), undefined, 'application/octet-stream'],
  ])('%s is taken as what it is', async (_what, bytes, type, mediaType) => {
    const { file } = (await (await send(bytes, { type: type ?? 'application/octet-stream' })).json()) as {
      file: object;
    };
    expect(file).toMatchObject({ mediaType });
  });

  test('of no bytes is refused', async () => {
    expect(await codeOf(await send(Buffer.alloc(0)))).toEqual([400, 'FILE_REFUSED']);
  });

  test('of five gigabytes is refused before its bytes are read, and cut off early where it does not say so', async () => {
    const before = await kept();
    let written = 0;
    const start = (headers: http.OutgoingHttpHeaders = {}) =>
      http.request(`${url}/files/ServiceAttachment?input=${encodeURIComponent(JSON.stringify({ requestId }))}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${app.alpha.as('service').key}`, ...headers },
      });
    const refused = await new Promise<number | undefined>((resolve, reject) => {
      const request = start({ 'content-length': 5_000_000_000 });
      request.on('response', ({ statusCode }) => {
        resolve(statusCode);
        request.destroy();
      });
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(refused).toBe(413);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = start();
      const more = () => {
        for (let room = true; room && !request.destroyed; written += 1_000_000)
          room = request.write(Buffer.alloc(1_000_000));
      };
      request.on('drain', more);
      request.on('response', ({ statusCode }) => {
        resolve(statusCode);
        request.destroy();
      });
      // It may be cut off before its answer is read.
      request.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(413) : reject(error),
      );
      more();
    });
    expect(status).toBe(413);
    expect(written).toBeLessThan(200_000_000);
    expect(await kept()).toBe(before);
  });
});

describe('who may', () => {
  test('read the request may read its files, and nobody else', async () => {
    const { id } = (await (await send(PNG, { type: 'image/png' })).json()) as { id: string };
    expect((await bring(id, app.alpha.as('manager'))).status).toBe(200);
    expect(await codeOf(await bring(id, app.alpha.as('analyst')))).toEqual([403, 'FORBIDDEN']);
    expect(await codeOf(await bring(id, app.alpha.as('seller')))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(await bring(id, app.beta.as('service')))).toEqual([404, 'NOT_FOUND']);
    expect((await fetch(`${url}/files/${id}`)).status).toBe(401);
  });

  test('not write leaves nothing behind', async () => {
    const before = await kept();
    expect(await codeOf(await send(PNG, { by: app.alpha.as('analyst') }))).toEqual([403, 'FORBIDDEN']);
    expect(await codeOf(await send(PNG, { by: app.beta.as('service') }))).toEqual([400, 'REFERENCE_NOT_FOUND']);
    expect(await codeOf(await send(PNG, { record: 'Customer' }))).toEqual([404, 'NOT_FOUND']);
    expect(await codeOf(await bring(requestId))).toEqual([400, 'ID_INVALID']);
    expect(await kept()).toBe(before);
  });

  test('send a file twice with one key has sent it once', async () => {
    const headers = { 'idempotency-key': 'leak-1' };
    const ids = await Promise.all(
      [send(PNG, { headers }), send(PNG, { headers })].map(
        async (sent) => ((await (await sent).json()) as { id: string }).id,
      ),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await codeOf(await send(Buffer.from('other'), { headers }))).toEqual([409, 'IDEMPOTENCY_MISMATCH']);
  });
});

describe('a store of objects', () => {
  const secret = 'secret-of-the-store';
  const objects = new Map<string, Buffer>();
  let server: http.Server;
  let store: S3FileStore;
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

  /** The signature of AWS, version 4, worked out as its documentation says. */
  function isSigned(request: http.IncomingMessage): boolean {
    const [, scope = '', names = '', given] =
      /Credential=key\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(request.headers.authorization ?? '') ?? [];
    const headers = names.split(';').map((name) => `${name}:${String(request.headers[name])}\n`);
    const canonical = [
      request.method,
      request.url,
      '',
      headers.join(''),
      names,
      request.headers['x-amz-content-sha256'],
    ].join('\n');
    const toSign = [
      'AWS4-HMAC-SHA256',
      request.headers['x-amz-date'],
      scope,
      createHash('sha256').update(canonical).digest('hex'),
    ].join('\n');
    const key = scope.split('/').reduce<string | Buffer>((signing, part) => hmac(signing, part), `AWS4${secret}`);
    return hmac(key, toSign).toString('hex') === given;
  }

  beforeAll(async () => {
    server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const key = request.url ?? '';
      if (!isSigned(request)) response.writeHead(403).end();
      else if (request.method === 'PUT') {
        const whole = Buffer.concat(chunks);
        if (Number(request.headers['content-length']) === whole.length) objects.set(key, whole);
        response.end();
      } else if (request.method === 'DELETE') {
        objects.delete(key);
        response.writeHead(204).end();
      } else if (objects.has(key)) response.end(objects.get(key));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = { endpoint: `http://127.0.0.1:${port}`, bucket: 'files', region: 'eu-central-1' };
    store = new S3FileStore({ ...options, accessKeyId: 'key', secretAccessKey: secret });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('keeps, brings and forgets, with signed requests', async () => {
    const key = '1/0193a6e2-7c1b-4d4e-9f00-3a5b6c7d8e9f';
    await store.put(key, { size: PNG.length, read: () => Readable.from([PNG]) });
    expect(objects.get(`/files/${key}`)).toEqual(PNG);
    expect(Buffer.concat(await (await store.get(key)).toArray())).toEqual(PNG);
    await store.delete(key);
    await expect(store.get(key)).rejects.toMatchObject({ extensions: { code: 'FILE_MISSING' } });
  });

  test('that does not know the key is an error, and no missing file', async () => {
    const { port } = server.address() as AddressInfo;
    const stranger = new S3FileStore({
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'files',
      region: 'x',
      accessKeyId: 'key',
      secretAccessKey: 'wrong',
    });
    await expect(stranger.get('1/x')).rejects.toThrow('403');
  });
});
