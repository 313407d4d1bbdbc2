import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartError } from '../start-error.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type DataDirectory, prepareDataDirectory } from './data-directory.ts';
import { type OsUser, postgresUser } from './os-user.ts';

/** Major version of the packaged Postgres; a data directory belongs to one. */
const POSTGRES_MAJOR = '18';
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 15;

export const SUPERUSER = 'postgres';

export interface EmbeddedOptions {
  /** Folder of the product, for example `.rapport`. */
  readonly home: string;
  /** Settings besides the defaults, for example `fsync=off` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False skips waiting for the disk while the cluster is made. */
  readonly syncInit?: boolean;
}

/** A running Postgres of our own. */
export interface EmbeddedPostgres {
  /** Folder of its socket: the `host` of a connection. */
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  /** True when the cluster was made by this start. */
  readonly fresh: boolean;
  stop(): Promise<void>;
}

/** Starts the packaged Postgres on the data below `home`, making it first when there is none. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const user = postgresUser();
  const directory = prepareDataDirectory(path.resolve(options.home), user);
  const binaries = findBinaries(user);
  const fresh = !fs.existsSync(path.join(directory.data, 'PG_VERSION'));
  if (fresh) await initialise(binaries, directory, user, options.syncInit ?? true);
  else assertVersion(directory);
  await stopOrphan(directory);
  const pid = await start(binaries, directory, user, options.settings ?? {});
  return {
    host: directory.sockets,
    port: PORT,
    password: directory.password,
    pid,
    fresh,
    stop: () => stop(pid),
  };
}

/** Uses the embedded Postgres that another process started, or is starting; leaves it running. */
export async function joinEmbeddedPostgres({ home }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { data, sockets, password } = prepareDataDirectory(path.resolve(home), postgresUser());
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { pid, ready } = readLockFile(data);
    if (ready && isPostmasterOf(pid, data))
      return { host: sockets, port: PORT, password, pid, fresh: false, stop: async () => undefined };
    await sleep(POLL_MS);
  }
  throw startFailure('the Postgres of the running product does not answer', '');
}

/** Only names the socket: nothing listens on the network. */
const PORT = 5432;

async function initialise(
  binaries: Binaries,
  { data, password }: DataDirectory,
  user: OsUser | undefined,
  sync: boolean,
): Promise<void> {
  const passwordFile = path.join(os.tmpdir(), `rapport-init-${process.pid}-${Date.now()}`);
  fs.writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (user) fs.chownSync(passwordFile, user.uid, user.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        '-D',
        data,
        '-U',
        SUPERUSER,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        ...(sync ? [] : ['--no-sync']),
      ],
      { cwd: '/', ...(user && { uid: user.uid, gid: user.gid }) },
    );
  } catch (error) {
    // A half-made cluster would look like a whole one next time.
    for (const entry of fs.readdirSync(data)) fs.rmSync(path.join(data, entry), { recursive: true });
    throw startFailure('initdb failed', (error as { stderr?: string }).stderr ?? String(error));
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

function assertVersion({ data }: DataDirectory): void {
  const found = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  if (found === POSTGRES_MAJOR) return;
  throw new StartError(
    'DATA_DIRECTORY_VERSION',
    `${data} belongs to Postgres ${found}; this is Postgres ${POSTGRES_MAJOR}.`,
    'Move the folder away to start with an empty one, or dump it with the old version and load it into this one.',
  );
}

/** After `kill -9` of the product its Postgres lives on. It is stopped in an orderly way, so nothing is lost. */
async function stopOrphan({ data }: DataDirectory): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
  // The number may belong to another process by now; only a postmaster in this folder is ours.
  if (!isRunning(pid) || !isPostmasterOf(pid, data)) return;
  await stop(pid);
}

function isPostmasterOf(pid: number, data: string): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(data);
  } catch {
    // Not Linux, or not ours to look at: the lock file is all there is.
    return process.platform !== 'linux';
  }
}

/** Nothing listens on the network. The rest makes loading many rows faster; durability stays as Postgres ships it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
};

async function start(
  binaries: Binaries,
  { home, data, sockets }: DataDirectory,
  user: OsUser | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const all = { ...DEFAULTS, port: String(PORT), unix_socket_directories: sockets, ...settings };
  const logFile = path.join(home, 'postgres.log');
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const log = fs.openSync(logFile, 'w', 0o600);
    const child = spawn(
      binaries.postgres,
      ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        cwd: '/',
        stdio: ['ignore', log, log],
        // Ctrl-C in a terminal goes to the whole group; the product stops Postgres itself, when it is done with it.
        detached: true,
        ...(user && { uid: user.uid, gid: user.gid }),
      },
    );
    fs.closeSync(log);
    const exited = Promise.race([once(child, 'exit'), once(child, 'error')]).catch((error: unknown) => [error]);
    const ready = await Promise.race([waitUntilReady(data, child.pid, deadline), exited.then(() => false)]);
    child.unref();
    if (ready && child.pid !== undefined) return child.pid;
    const output = fs.readFileSync(logFile, 'utf8');
    // A server killed a moment ago may still hold the lock; it is never ours to delete.
    if (!output.includes('postmaster.pid') || Date.now() > deadline)
      throw startFailure('postgres did not start', output);
    await sleep(250);
  }
}

/** The lock file names the process in its first line and says `ready` in its eighth when connections are accepted. */
async function waitUntilReady(data: string, pid: number | undefined, deadline: number): Promise<boolean> {
  while (Date.now() < deadline && pid !== undefined && isRunning(pid)) {
    await sleep(POLL_MS);
    const found = readLockFile(data);
    if (found.pid === pid && found.ready) return true;
  }
  return false;
}

function readLockFile(data: string): { readonly pid: number; readonly ready: boolean } {
  const file = path.join(data, 'postmaster.pid');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
  return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
}

/** Fast shutdown: open transactions are rolled back, everything else is written. */
async function stop(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isRunning(pid)) {
    if (Date.now() > deadline) {
      // Immediate shutdown: the next start recovers from the log.
      signal(pid, 'SIGQUIT');
      return;
    }
    await sleep(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startFailure(what: string, output: string): StartError {
  const last = output.trim().split('\n').slice(-5).join('\n');
  if (/No space left on device/.test(output)) {
    return new StartError(
      'DISK_FULL',
      `Postgres found no room on the disk:\n${last}`,
      'Free some space, or set RAPPORT_HOME to a folder on another disk.',
    );
  }
  return new StartError(
    'DATABASE_START_FAILED',
    `${what}:\n${last}`,
    'The log is postgres.log in the data directory. DATABASE_URL uses a Postgres of your own instead.',
  );
}
