import { execFileSync } from 'node:child_process';
import dgram from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls, { type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { AddressRules, isNetwork } from './address-rules.ts';
import { Outbound } from './outbound.ts';

/** Answers questions for addresses as it is told: a name server in sixty lines. */
class NameServer {
  /** Addresses by name and sort; what a function returns may differ from question to question. */
  readonly names = new Map<string, { readonly A?: () => string; readonly AAAA?: () => string }>();
  private readonly socket = dgram.createSocket('udp4');

  async listen(): Promise<Resolver> {
    this.socket.on('message', (question, { port }) => {
      const answer = this.answer(question);
      this.socket.send(answer, port, '127.0.0.1');
    });
    await new Promise<void>((resolve) => this.socket.bind(0, '127.0.0.1', resolve));
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`127.0.0.1:${this.socket.address().port}`]);
    return resolver;
  }

  close(): void {
    this.socket.close();
  }

  private answer(question: Buffer): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const type = question.readUInt16BE(at + 1);
    const known = this.names.get(labels.join('.').toLowerCase());
    const address = known?.[type === 1 ? 'A' : 'AAAA']?.();
    const fitting = address === undefined ? [] : [bytesOf(address)];
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(fitting.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const records = fitting.map((address) => {
      const head = Buffer.alloc(12);
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(type, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(0, 6);
      head.writeUInt16BE(address.length, 10);
      return Buffer.concat([head, address]);
    });
    return Buffer.concat([header, question.subarray(12, at + 5), ...records]);
  }
}

function bytesOf(address: string): Buffer {
  if (address.includes('.')) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(left), groups(right)];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}

const names = new NameServer();
let resolver: Resolver;
let reached = 0;
let port: number;
const server = http.createServer((request, response) => {
  reached++;
  if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/` });
  response.end('x');
});

beforeAll(async () => {
  resolver = await names.listen();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as AddressInfo).port;
  names.names.set('private.example', { A: () => '10.1.2.3' });
  names.names.set('loopback.example', { A: () => '127.0.0.1' });
  names.names.set('metadata.google.internal', { A: () => '169.254.169.254' });
  names.names.set('mapped.example', { AAAA: () => '::ffff:7f00:1' });
  names.names.set('local6.example', { AAAA: () => '::1' });
  names.names.set('nat64.example', { AAAA: () => '64:ff9b::7f00:1' });
  names.names.set('127.0.0.1.nip.example', { A: () => '127.0.0.1' });
});
afterAll(async () => {
  names.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const closed = () => new Outbound({ allowedNetworks: [], plainHttp: true, resolver });
const opened = () => new Outbound({ allowedNetworks: ['127.0.0.0/8'], plainHttp: true, resolver });

async function post(outbound: Outbound, url: string, timeoutMs = 5_000): Promise<unknown> {
  try {
    const connection = outbound.connect(url);
    const signal = new AbortController().signal;
    const answer = await connection
      .post({ headers: {}, body: '{}', timeoutMs, signal })
      .finally(() => connection.close());
    return answer.status;
  } catch (error) {
    return (error as { failure?: string }).failure ?? error;
  }
}

/** A certificate that nobody has signed but itself. */
function selfMade(name: string): { key: string; cert: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-tls-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  execFileSync('openssl', ['req', '-x509', ...options, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const made = { key: fs.readFileSync(key, 'utf8'), cert: fs.readFileSync(cert, 'utf8') };
  fs.rmSync(folder, { recursive: true });
  return made;
}

/** Every one of them leads to where nothing may be sent, in one spelling or another. */
const refusedHosts = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0x7f.1',
    '017700000001',
  ],
  ...[
    '0177.0.0.1',
    '0177.0.0.01',
    '0x7f.0x0.0x0.0x1',
    '127.255.255.254',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '127。0。0。1',
  ],
  ...['0.0.0.0', '0', '0x0', '00000000000', '0.1.2.3', '10.0.0.1', '10.255.255.255', '167772161', '0xa.1', '012.0.0.1'],
  ...['172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.257', '0xc0a80001', '100.64.0.1', '100.127.255.254'],
  ...[
    '169.254.169.254',
    '169.254.43518',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.170.2',
    '100.100.100.200',
  ],
  ...[
    '168.63.129.16',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '192.88.99.1',
    '224.0.0.1',
  ],
  ...[
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '4294967295',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
  ],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
  ],
  ...[
    '[::ffff:169.254.169.254]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::1]',
  ],
  ...[
    '[2001::1]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[febf::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fec0::1]',
    '[ff02::1]',
    '[2001:db8::1]',
  ],
  ...['[100::1]', '[3fff::1]', '[::ffff:0:127.0.0.1]', '[5f00::1]'],
];

describe('[GU31] what may not be sent to', () => {
  test(`is refused in ${refusedHosts.length} spellings, when it is given and when it is dialled`, async () => {
    expect(new Set(refusedHosts).size).toBeGreaterThanOrEqual(60);
    const before = reached;
    const dialled = { asked: jest.spyOn(http.Agent.prototype, 'createConnection' as never) };
    for (const host of refusedHosts) {
      const url = `http://${host}:${port}/`;
      expect([host, problemOf(() => closed().readUrl(url, 'url'))]).toEqual([host, 'ADDRESS_REFUSED']);
      expect([host, await post(closed(), url)]).toEqual([host, 'ADDRESS_REFUSED']);
    }
    expect(dialled.asked).not.toHaveBeenCalled();
    jest.restoreAllMocks();
    expect(reached).toBe(before);
  });

  test('is refused when it is the number that is dialled, whatever was checked before', async () => {
    const before = reached;
    for (const host of ['127.0.0.1', '2130706433', '[::1]', 'localhost']) {
      const outbound = closed();
      // The check of the address as it is written is gone.
      jest.spyOn(outbound as unknown as { problemOf: () => undefined }, 'problemOf').mockReturnValue(undefined);
      expect([host, await post(outbound, `http://${host}:${port}/`)]).toEqual([host, 'ADDRESS_REFUSED']);
    }
    expect(reached).toBe(before);
  });

  test.each(['private', 'loopback', 'mapped', 'local6', 'nat64', '127.0.0.1.nip'])(
    'is refused behind the name %s.example',
    async (name) => {
      expect(await post(closed(), `http://${name}.example:${port}/`)).toBe('ADDRESS_REFUSED');
    },
  );

  test('is refused where a cloud keeps its metadata, and where a name leads nowhere', async () => {
    expect(await post(closed(), 'http://metadata.google.internal/')).toBe('ADDRESS_REFUSED');
    expect(await post(closed(), `http://unknown.example:${port}/`)).toBe('NAME_UNRESOLVED');
  });

  test('is not reached by a name that leads elsewhere from one question to the next', async () => {
    // As public as an address of this machine can be for a test: whoever listens on all addresses hears both.
    const outbound = new Outbound({ allowedNetworks: ['127.0.0.2'], plainHttp: true, resolver });
    let question = 0;
    names.names.set('rebinding.example', { A: () => (question++ % 2 === 0 ? '127.0.0.2' : '127.0.0.1') });
    const dialled = new Set<unknown>();
    const note = ({ socket }: http.IncomingMessage) => dialled.add(socket.localAddress);
    server.on('request', note);
    const answers = [];
    for (let round = 0; round < 6; round++) answers.push(await post(outbound, `http://rebinding.example:${port}/`));
    server.off('request', note);
    // One question each time: what was checked is what was dialled.
    expect(answers).toEqual([200, 'ADDRESS_REFUSED', 200, 'ADDRESS_REFUSED', 200, 'ADDRESS_REFUSED']);
    expect([...dialled]).toEqual(['127.0.0.2']);
  });

  test('is reached once the rules let everything pass: the tests above can fail', async () => {
    jest.spyOn(AddressRules.prototype, 'allows').mockReturnValue(true);
    names.names.set('rebinding.example', { A: () => '127.0.0.1' });
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'rebinding.example'];
    for (const host of hosts) expect([host, await post(closed(), `http://${host}:${port}/`)]).toEqual([host, 200]);
    jest.restoreAllMocks();
  });

  test('is dialled at the very address that was checked, with the name that was asked for', async () => {
    let asked = 0;
    names.names.set('once.example', { A: () => (asked++ === 0 ? '127.0.0.1' : '10.0.0.1') });
    const hosts: unknown[] = [];
    server.once('request', (request) => hosts.push(request.headers.host));
    expect(await post(opened(), `http://once.example:${port}/`)).toBe(200);
    expect([asked, hosts]).toEqual([1, [`once.example:${port}`]]);
  });

  test('over TLS is dialled at the address that was checked too, and must prove to have the name that was asked for', async () => {
    const { key, cert } = selfMade('secure.example');
    const servernames: unknown[] = [];
    const secure = https.createServer({ key, cert }, ({ socket }, response) => {
      servernames.push((socket as TLSSocket & { servername?: string }).servername);
      response.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port: at } = secure.address() as AddressInfo;
    const trusted = tls.getCACertificates('default');
    let asked = 0;
    names.names.set('secure.example', { A: () => (asked++ === 0 ? '127.0.0.1' : '10.0.0.1') });
    names.names.set('impostor.example', { A: () => '127.0.0.1' });
    try {
      expect(await post(opened(), `https://impostor.example:${at}/`)).toBe('TLS_FAILED');
      tls.setDefaultCACertificates([...trusted, cert]);
      expect(await post(opened(), `https://secure.example:${at}/`)).toBe(200);
      expect([asked, servernames]).toEqual([1, ['secure.example']]);
      expect(await post(opened(), `https://impostor.example:${at}/`)).toBe('TLS_FAILED');
      expect(await post(closed(), `https://impostor.example:${at}/`)).toBe('ADDRESS_REFUSED');
    } finally {
      tls.setDefaultCACertificates(trusted);
      secure.closeAllConnections();
      await new Promise((resolve) => secure.close(resolve));
    }
  });

  test('is not followed to by a redirect', async () => {
    const before = reached;
    expect(await post(opened(), `http://127.0.0.1:${port}/redirect`)).toBe(302);
    expect(reached).toBe(before + 1);
  });

  test.each([
    ['nonsense', 'INPUT_INVALID'],
    ['http://', 'INPUT_INVALID'],
    [`https://example.com/${'x'.repeat(2_000)}`, 'INPUT_INVALID'],
    ['https://example.com/#secret', 'INPUT_INVALID'],
    ['ftp://example.com/', 'ADDRESS_REFUSED'],
    ['file:///etc/passwd', 'ADDRESS_REFUSED'],
    ['javascript:alert(1)', 'ADDRESS_REFUSED'],
    ['https://user:password@example.com/', 'ADDRESS_REFUSED'],
    ['https://example.com@127.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://example.com:22/', 'ADDRESS_REFUSED'],
    ['https://example.com:25/', 'ADDRESS_REFUSED'],
    ['http:\\\\127.0.0.1', 'ADDRESS_REFUSED'],
  ])('%s', (url, code) => {
    expect(problemOf(() => closed().readUrl(url, 'url'))).toBe(code);
  });

  test('plain http is for development only', () => {
    const production = new Outbound({ allowedNetworks: [], plainHttp: false, resolver });
    expect(problemOf(() => production.readUrl('http://example.com/', 'url'))).toBe('ADDRESS_REFUSED');
    expect(production.readUrl('https://EXAMPLE.com:443/a', 'url').href).toBe('https://example.com/a');
  });
});

describe('what was allowed', () => {
  test('are the networks that the operator opened, and the public internet', () => {
    const rules = new AddressRules(['10.1.0.0/16', 'fd00::/8', '192.168.7.7']);
    const allowed = ['10.1.2.3', 'fd12::1', '192.168.7.7', '8.8.8.8', '2606:4700::1111'];
    const refused = ['10.2.0.1', 'fe80::1', '192.168.7.8', '127.0.0.1', '::ffff:10.1.2.3', 'fe80::1%eth0', '', 'x'];
    expect(allowed.filter((address) => !rules.allows(address))).toEqual([]);
    expect(refused.filter((address) => rules.allows(address))).toEqual([]);
  });

  test.each([
    ['10.0.0.0/8', true],
    ['::1/128', true],
    ['127.0.0.1', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/x', false],
    ['localhost', false],
    ['10.0.0.0/8/8', false],
  ])('%s is a network: %s', (text, expected) => {
    expect(isNetwork(text)).toBe(expected);
  });
});

test('an answer is waited for no longer than the time that was given, and its length does not matter', async () => {
  const endless = http.createServer((request, response) => {
    if (request.url === '/silent') return;
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(50_000)), 1);
    response.once('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  expect(await post(opened(), `${url}/silent`, 50)).toBe('TIMEOUT');
  expect(await post(opened(), `${url}/endless`)).toBe(200);
  endless.closeAllConnections();
  await new Promise((resolve) => endless.close(resolve));
});

function problemOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
