import fs from 'node:fs';
import path from 'node:path';
import { unusable } from './embedded/data-directory.ts';
import { StartError } from './start-error.ts';

/** Lets one process at a time use a folder; what a killed process left behind does not count. Returns how to let go. */
export function lockHome(home: string): () => void {
  try {
    fs.mkdirSync(home, { recursive: true });
  } catch (error) {
    throw unusable(home, error);
  }
  const file = path.join(home, 'rapport.pid');
  const holder = readPid(file);
  if (holder !== undefined && holder !== process.pid && isRapport(holder)) {
    throw new StartError(
      'ALREADY_RUNNING',
      `Process ${holder} already uses ${path.resolve(home)}.`,
      'Stop it first, or set RAPPORT_HOME to another folder.',
    );
  }
  fs.writeFileSync(file, String(process.pid));
  return () => {
    if (readPid(file) === process.pid) fs.rmSync(file, { force: true });
  };
}

function readPid(file: string): number | undefined {
  const pid = Number.parseInt(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '', 10);
  return Number.isNaN(pid) ? undefined : pid;
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
