import fs from 'node:fs';
import path from 'node:path';
import { unusable } from './embedded/data-directory.ts';
import { StartError } from './start-error.ts';

/** What a process uses the folder for: commands come and go, and stop the embedded Postgres that they started. */
export type HomeUse = 'serving' | 'administration';

export interface HomeHolder {
  readonly pid: number;
  readonly use: HomeUse;
}

/** Lets one process at a time use a folder; what a killed process left behind does not count. Returns how to let go. */
export function lockHome(home: string, use: HomeUse = 'serving'): () => void {
  try {
    fs.mkdirSync(home, { recursive: true });
  } catch (error) {
    throw unusable(home, error);
  }
  const file = lockFile(home);
  const content = use === 'serving' ? String(process.pid) : `${process.pid}\n${use}`;
  if (!createWhole(file, content)) {
    assertFree(home);
    // Whoever made it is gone.
    fs.rmSync(file, { force: true });
    if (!createWhole(file, content)) assertFree(home);
  }
  return () => {
    if (read(file)?.pid === process.pid) fs.rmSync(file, { force: true });
  };
}

function assertFree(home: string): void {
  const holder = holderOf(home);
  if (!holder) return;
  throw new StartError(
    'ALREADY_RUNNING',
    `Process ${holder.pid} already uses ${path.resolve(home)}.`,
    'Stop it first, or set RAPPORT_HOME to another folder.',
  );
}

/** Makes a file that nobody sees half of; false when another process was first. */
function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, content);
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path.dirname(file), error);
    return false;
  } finally {
    fs.rmSync(draft);
  }
}

/** The other process that uses the folder. */
export function holderOf(home: string): HomeHolder | undefined {
  const holder = read(lockFile(home));
  return holder && holder.pid !== process.pid && isRapport(holder.pid) ? holder : undefined;
}

const lockFile = (home: string) => path.join(home, 'rapport.pid');

/** The process stands in the first line, so that `kill "$(cat rapport.pid)"` stops a running product. */
function read(file: string): HomeHolder | undefined {
  const [first = '', second] = (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '').split('\n');
  const pid = Number.parseInt(first, 10);
  return Number.isNaN(pid) ? undefined : { pid, use: second === 'administration' ? second : 'serving' };
}

/** The number in a stale file may belong to any program by now. */
function isRapport(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !fs.existsSync(commandLine) || /node|rapport/.test(fs.readFileSync(commandLine, 'utf8'));
}
