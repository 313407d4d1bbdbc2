import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..');

/** The machine, as every table of results names it. */
export function machine() {
  const [cpu] = os.cpus();
  return `${os.cpus().length} x ${cpu?.model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

export function temporaryFolder(label) {
  return fs.mkdtempSync(path.join(os.tmpdir(), `rapport-bench-${label}-`));
}

const FIRST_QUERY =
  '{ customers(first: 10) { totalCount nodes { name interactions(first: 3) { nodes { subject } } } } }';

/** Starts `npm start` in a folder; resolves with the seconds until the first query was answered, and how to stop it. */
export async function startAndAsk(folder, port) {
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit');
  const home = path.join(folder, '.rapport');
  while (!output.includes('Rapport is ready')) {
    if (child.exitCode !== null) throw new Error(output);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const key = /RAPPORT_KEY=(\S+)/.exec(fs.readFileSync(path.join(home, 'demo.env'), 'utf8'))?.[1];
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: FIRST_QUERY }),
  });
  const body = await answer.json();
  if (body.data?.customers.totalCount !== 300) throw new Error(JSON.stringify(body));
  const seconds = (performance.now() - started) / 1_000;
  return {
    seconds,
    stop: async () => {
      process.kill(Number(fs.readFileSync(path.join(home, 'rapport.pid'), 'utf8')), 'SIGTERM');
      await exited;
    },
  };
}
