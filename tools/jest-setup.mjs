/** Starts one Postgres for all test files. Its data lies in memory where there is room, and durability is off. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../packages/server/src/embedded/index.ts';

const MIN_FREE_BYTES = 4 * 1024 ** 3;

export default async function setup() {
  const home = fs.mkdtempSync(path.join(roomiest(), 'rapport-tests-'));
  fs.chmodSync(home, 0o755);
  const postgres = await startEmbeddedPostgres({
    home,
    syncInit: false,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      autovacuum: 'off',
    },
  });
  process.env.RAPPORT_TEST_POSTGRES = JSON.stringify({
    host: postgres.host,
    port: postgres.port,
    password: postgres.password,
  });
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    fs.rmSync(home, { recursive: true, force: true });
  };
}

function roomiest() {
  const memory = '/dev/shm';
  if (!fs.existsSync(memory)) return os.tmpdir();
  const { bavail, bsize } = fs.statfsSync(memory);
  return bavail * bsize >= MIN_FREE_BYTES ? memory : os.tmpdir();
}
