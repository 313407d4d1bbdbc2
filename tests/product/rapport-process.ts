import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ConnectionSettings } from '@rapport/server';

/** The product as it is built, in a process of its own, as a user starts it. */

const COMMAND = path.join(import.meta.dirname, '../../packages/server/bin/rapport.js');
const START_TIMEOUT_MS = 20_000;

export type Environment = Readonly<Record<string, string>>;

function environmentOf(environment: Environment): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, PORT: '0', LOG_LEVEL: 'info', ...environment };
}

/** Runs a command to its end. */
export function runRapport(args: readonly string[], environment: Environment = {}, cwd = process.cwd()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd,
    env: environmentOf(environment),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr, output: stdout + stderr };
}

/** Starts a command and does not wait for it. */
export function startRapport(args: readonly string[], environment: Environment, cwd = process.cwd()): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export class RapportProcess {
  readonly child: ChildProcess;
  output = '';

  constructor(environment: Environment, cwd = process.cwd(), options: readonly string[] = []) {
    this.child = startRapport(['start', ...options], environment, cwd);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  /** Address of the API once it answers. */
  async url(): Promise<string> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const url = /GraphQL\s+(http:\S+)\/graphql/.exec(this.output)?.[1];
      if (url) return url;
      if (this.child.exitCode !== null || Date.now() > deadline) throw new Error(`It did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends a signal and waits for the end; returns the exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}

/** A folder of its own for the product, and how to take it away again. */
export function temporaryHome(): { home: string; remove: () => void } {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-product-'));
  fs.chmodSync(home, 0o755);
  return { home, remove: () => fs.rmSync(home, { recursive: true, force: true }) };
}

export async function ask(url: string, key: string, query: string, variables: object = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    // Whoever waits for a command to end does not hear that the server closes a connection that was kept.
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, connection: 'close' },
    body: JSON.stringify({ query, variables }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] },
  };
}

/** The address of a database on a socket, as DATABASE_URL has it. */
export function databaseUrl({ host, user, password, database }: ConnectionSettings): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`;
}

/** What the demonstration wrote for scripts. */
export function demoEnv(home: string): { url: string; key: string } {
  const text = fs.readFileSync(path.join(home, 'demo.env'), 'utf8');
  return { url: /^RAPPORT_URL=(.+)$/m.exec(text)?.[1] ?? '', key: /^RAPPORT_KEY=(.+)$/m.exec(text)?.[1] ?? '' };
}
