/** From a clone to the first answered query, and from the second start on. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { machine, root, startAndAsk, temporaryFolder } from './product.mjs';

const PORT = 4_177;
const REPEATS = 5;

export async function run() {
  const folder = temporaryFolder('start');
  fs.chmodSync(folder, 0o755);
  const clone = path.join(folder, 'clone');
  const timed = (step) => {
    const started = performance.now();
    step();
    return (performance.now() - started) / 1_000;
  };
  try {
    const cloning = timed(() => execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone]));
    const installing = timed(() => execFileSync('npm', ['ci', '--silent'], { cwd: clone }));
    const first = await startAndAsk(clone, PORT);
    await first.stop();
    const later = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const start = await startAndAsk(clone, PORT);
      later.push(start.seconds);
      await start.stop();
    }
    later.sort((a, b) => a - b);
    console.log(`machine: ${machine()}`);
    console.log(`git clone                                     ${cloning.toFixed(1)} s`);
    console.log(`npm ci (packages in npm's cache or fetched)   ${installing.toFixed(1)} s`);
    console.log(`npm start: build, initdb, migrate, seed, answer ${first.seconds.toFixed(1)} s`);
    console.log(`clone to first answered query                 ${(cloning + installing + first.seconds).toFixed(1)} s`);
    console.log(
      `second start to first answered query          ${later[Math.floor(REPEATS / 2)]?.toFixed(2)} s (median of ${REPEATS}; ${later[0]?.toFixed(2)} to ${later.at(-1)?.toFixed(2)})`,
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
