import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { headersOf } from './data.mjs';
import { postgraphileQuestions } from './postgraphile-questions.mjs';

const folder = path.join(import.meta.dirname, 'contestants');

/**
 * Who takes part. `ownWords` returns the questions that a contestant must be asked differently; with `ownForm` its
 * ids and times are also written differently. `leavesOut` names what it is not asked, and `because` says why.
 */
export const contestants = {
  limit: { script: 'limit.mjs' },
  product: { script: 'product.mjs' },
  executed: { script: 'product.mjs', env: { BENCH_PLANS: 'executed' } },
  mercurius: {
    script: 'mercurius.mjs',
    installed: true,
    ownWords: mercuriusQuestions,
    leavesOut: ['q4', 'q4rare', 'q5'],
    because: 'all its SQL is by hand, and for these it would be the SQL of the limit',
  },
  postgraphile: { script: 'postgraphile.mjs', installed: true, ownWords: postgraphileQuestions, ownForm: true },
};

function mercuriusQuestions({ q6 }, { seller }) {
  return {
    q6: {
      query: q6.query
        .replace('($first: Int!)', '($first: Int!, $ownerId: ID!)')
        .replace('(first: $first)', '(first: $first, ownerId: $ownerId)'),
      variables: (index) => ({ ...q6.variables(index), ownerId: seller.id }),
    },
  };
}

/** What a contestant is asked: the questions of everybody in its own words, without those that it leaves out. */
export function questionsFor({ ownWords, leavesOut = [] }, questions, data) {
  const own = ownWords?.(questions, data) ?? {};
  return Object.fromEntries(
    Object.entries(questions)
      .filter(([id]) => !leavesOut.includes(id))
      .map(([id, question]) => [id, { ...question, ...own[id] }]),
  );
}

/** The servers of others have their own lock file, so that nobody installs them who does not run this. */
export function installOthers() {
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  const modified = (file) => fs.statSync(file).mtimeMs;
  if (fs.existsSync(installed) && modified(installed) >= modified(path.join(folder, 'package-lock.json'))) return;
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
}

export async function startServer(name, port, data) {
  const { script, env } = contestants[name];
  const child = spawn('taskset', ['-c', '0', process.execPath, path.join(folder, script)], {
    env: {
      ...process.env,
      ...env,
      NODE_ENV: 'production',
      BENCH_PORT: String(port),
      BENCH_DATABASE: JSON.stringify(data.superuser),
      BENCH_OWNER: JSON.stringify(data.owner),
      BENCH_TENANT: String(data.tenant),
      BENCH_SELLER: data.seller.id,
    },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  const body = JSON.stringify({ query: 'query Q6 { __typename }' });
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    await sleep(100);
    const up = await fetch(url, { method: 'POST', headers: headersOf(data), body }).catch(() => undefined);
    if (up) return { name, child, url, pid: child.pid };
  }
  child.kill();
  throw new Error(`${name} does not answer.`);
}
