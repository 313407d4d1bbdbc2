import fs from 'node:fs';
import path from 'node:path';

/** An account of the operating system. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/** Postgres refuses to run as root, so root runs it as another account; everybody else runs it himself. */
export function postgresUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const account = accounts.find(([candidate]) => candidate === name);
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(
    `Root needs one of the accounts ${CANDIDATES.join(', ')} to run Postgres, and /etc/passwd has none of them.`,
  );
}

/** Whether the user can enter every folder on the way to this one. The folder itself may be missing. */
export function canReach(folder: string, user: OsUser): boolean {
  const absolute = path.resolve(folder);
  const parents = [absolute];
  while (path.dirname(parents[0] ?? '/') !== parents[0]) parents.unshift(path.dirname(parents[0] ?? '/'));
  return parents.every((parent) => {
    const stat = fs.statSync(parent, { throwIfNoEntry: false });
    if (!stat) return true;
    const needed = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
    return (stat.mode & needed) !== 0;
  });
}
