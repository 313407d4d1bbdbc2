/** Rows per second of `rapport seed` into the customers table with all its indexes. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { machine, root, temporaryFolder } from './product.mjs';

export async function run([customers = '1000000']) {
  const home = temporaryFolder('seed');
  fs.chmodSync(home, 0o755);
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
    const command = path.join(root, 'packages/server/bin/rapport.js');
    const output = execFileSync(process.execPath, [command, 'seed', '--customers', customers, '--interactions', '2'], {
      env: { ...process.env, RAPPORT_HOME: home },
      encoding: 'utf8',
    });
    console.log(`machine: ${machine()}`);
    console.log(
      output
        .split('\n')
        .filter((line) => line.startsWith('formosa'))
        .join('\n'),
    );
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}
