import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import { canReach, type OsUser } from './os-user.ts';

/** A new cluster takes 40 MB; below this even a demonstration soon stops. */
const MIN_FREE_BYTES = 256 * 1024 * 1024;

export interface DataDirectory {
  /** Folder of the product: lock, secrets and log. */
  readonly home: string;
  /** Folder of Postgres. */
  readonly data: string;
  /** Folder of the socket; short, because the path of a socket may have 107 bytes. */
  readonly sockets: string;
  /** Password of the superuser of the embedded Postgres. */
  readonly password: string;
}

/** Prepares the folders below `home`. Postgres' own folder lies elsewhere when its account cannot enter `home`. */
export function prepareDataDirectory(home: string, user: OsUser | undefined): DataDirectory {
  try {
    fs.mkdirSync(home, { recursive: true, mode: 0o755 });
    const label = createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 12);
    const inside = path.join(home, 'postgres');
    const data = user && !canReach(home, user) ? path.join('/var/lib/rapport', label) : inside;
    const sockets = path.join(os.tmpdir(), `rapport-${label}`);
    for (const folder of [data, sockets]) own(folder, user);
    assertFreeSpace(data);
    return { home, data, sockets, password: secretIn(path.join(home, 'postgres.secret')) };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw unusable(home, error);
  }
}

export function unusable(home: string, error: unknown): StartError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError(
    'DATA_DIRECTORY_UNUSABLE',
    `The data directory ${home} cannot be used: ${reason}`,
    'Make it writable, or set RAPPORT_HOME to another folder.',
    { cause: error },
  );
}

/** A folder that only the account of Postgres (and root) enters. */
function own(folder: string, user: OsUser | undefined): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = fs.lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.();
  // In a shared temporary folder another user may have been there first.
  if (!stat.isDirectory() || (owner !== undefined && stat.uid !== owner && stat.uid !== process.getuid?.())) {
    throw new Error(`${folder} belongs to another user`);
  }
  if (user && stat.uid !== user.uid) fs.chownSync(folder, user.uid, user.gid);
  fs.chmodSync(folder, 0o700);
}

function assertFreeSpace(folder: string): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = bavail * bsize;
  if (free >= MIN_FREE_BYTES) return;
  throw new StartError(
    'DISK_FULL',
    `${folder} has ${Math.floor(free / 1024 / 1024)} MB of free space; at least ${MIN_FREE_BYTES / 1024 / 1024} MB are needed.`,
    'Free some space, or set RAPPORT_HOME to a folder on another disk.',
  );
}

/** A random secret, made on first use and readable by its owner only. */
export function secretIn(file: string): string {
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8').trim();
}
