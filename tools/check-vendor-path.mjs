/**
 * Goes the way of a vendor from outside of this repository: packs the packages, makes a plugin in an empty folder,
 * installs the tarballs with a plain `npm install`, and runs the plugin's tests. Says how long each step took.
 * With a folder as argument, that is the plugin: it must pass its own tests from outside, too.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const packages = ['kernel', 'sdk', 'core', 'client', 'create-plugin', 'server', 'testing'];
const examples = process.argv.slice(2);
const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-vendor-'));
const tarballs = path.join(outside, 'tarballs');

try {
  fs.mkdirSync(tarballs);
  for (const name of packages)
    run(`npm pack ${name}`, root, 'npm', 'pack', `./packages/${name}`, '--pack-destination', tarballs);
  const packed = fs.readdirSync(tarballs).map((file) => path.join(tarballs, file));
  const creator = packed.find((file) => file.includes('create-plugin'));
  run(
    'npm create @rapport/plugin wine-rack',
    outside,
    'npm',
    'exec',
    '--yes',
    '--package',
    creator,
    '--',
    'create-plugin',
    'wine-rack',
  );
  test(path.join(outside, 'wine-rack'), packed);
  for (const example of examples) {
    const copy = path.join(outside, path.basename(example));
    fs.cpSync(path.join(root, example), copy, {
      recursive: true,
      filter: (file) => !/[\\/](node_modules|dist)$/.test(file),
    });
    test(copy, packed);
  }
} finally {
  fs.rmSync(outside, { recursive: true, force: true });
}

/** As if the packages had been published: npm finds them in the tarballs instead of a registry. */
function test(folder, packed) {
  const name = path.basename(folder);
  run(`npm install (${name})`, folder, 'npm', 'install', '--no-save', ...packed);
  run(`npm test (${name})`, folder, 'npm', 'test');
}

function run(what, cwd, command, ...args) {
  const from = Date.now();
  // npm hands its own settings down to what it runs, and they would point back here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|RAPPORT_|INIT_CWD)/.test(key)));
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}\n${stderr}`.slice(0, 20_000));
  console.log(`${what}: ${((Date.now() - from) / 1_000).toFixed(1)} s`);
}
