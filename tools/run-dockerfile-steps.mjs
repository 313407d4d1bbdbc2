/**
 * Runs what docker/Dockerfile says in an empty folder, as whoever calls it: the COPY and RUN lines of the build stage,
 * then the entry point against a Postgres of its own. There is a container engine on few machines, but these steps must work on all.
 */
import { execSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../packages/server/src/embedded/index.ts';

const root = path.join(import.meta.dirname, '..');
const lines = fs.readFileSync(path.join(root, 'docker/Dockerfile'), 'utf8').replaceAll('\\\n', '').split('\n');
const build = lines.slice(
  0,
  lines.findIndex((line, index) => index > 1 && line.startsWith('FROM') && !line.includes(' AS ')),
);
const ignored = /(^|\/)(node_modules|dist|\.cache|\.rapport)(\/|$)|\.test\.ts$/;

const app = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-image-'));
for (const line of build) {
  const [instruction, ...words] = line.trim().split(/\s+/);
  if (instruction === 'COPY') {
    const target = path.join(app, words.at(-1) ?? '');
    for (const source of words.slice(0, -1)) {
      const from = path.join(root, source);
      const to =
        fs.statSync(from).isDirectory() || words.length === 2 ? target : path.join(target, path.basename(source));
      fs.cpSync(from, to, { recursive: true, filter: (file) => !ignored.test(path.relative(root, file)) });
    }
  }
  if (instruction === 'RUN') {
    console.log(`> ${words.join(' ')}`);
    execSync(words.join(' '), { cwd: app, stdio: 'inherit' });
  }
}

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-image-data-'));
const postgres = await startEmbeddedPostgres({ home, syncInit: false });
const url = (user, password) =>
  `postgres://${user}:${password}@localhost/postgres?host=${encodeURIComponent(postgres.host)}`;
const entry = lines.find((line) => line.startsWith('ENTRYPOINT'));
const [, ...entryPoint] = JSON.parse(entry.slice('ENTRYPOINT '.length));
const environment = {
  PATH: process.env.PATH,
  PORT: '0',
  NODE_ENV: 'production',
  DATABASE_URL: url('image_api', 'b25seSBmb3IgdGVzdHM'),
};
const owner = { ...environment, DATABASE_OWNER_URL: url('postgres', postgres.password) };
const command = (args, env) =>
  execSync([process.execPath, ...entryPoint, ...args].join(' '), { cwd: app, env, encoding: 'utf8' });
try {
  command(['migrate'], owner);
  command(['tenant', 'create', '--slug', 'acme', '--name', 'Acme'], owner);
  const key = command(['key', 'create', '--tenant', 'acme'], owner).trim().split('\n').at(-1);
  const server = spawn(process.execPath, [...entryPoint, 'start'], {
    cwd: app,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const address = await new Promise((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /GraphQL\s+(http:\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    server.once('exit', () => reject(new Error(`It did not start:\n${output}`)));
  });
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ viewer { tenant { slug } } }"}',
  });
  const body = await answer.text();
  if (!body.includes('"acme"')) throw new Error(`It answered ${body}`);
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  console.log('The steps of the Dockerfile work.');
} finally {
  await postgres.stop();
  for (const folder of [app, home]) fs.rmSync(folder, { recursive: true, force: true });
}
