import fs from 'node:fs';

const TICKS_PER_SECOND = 100;

export function children(pid) {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

/** CPU seconds of a process so far. */
export function cpuSeconds(pid) {
  const { own } = ticks(pid);
  return own / TICKS_PER_SECOND;
}

/** CPU seconds of all children that a process has had so far, those included that have ended. */
export function cpuSecondsOfChildren(pid) {
  const living = children(pid).reduce((sum, child) => sum + ticks(child).own, 0);
  return (living + ticks(pid).ended) / TICKS_PER_SECOND;
}

function ticks(pid) {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').map(Number);
    const [user, system, userOfEnded, systemOfEnded] = fields.slice(11, 15);
    return { own: user + system, ended: userOfEnded + systemOfEnded };
  } catch {
    // It ends at this moment.
    return { own: 0, ended: 0 };
  }
}

export function residentMegabytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
