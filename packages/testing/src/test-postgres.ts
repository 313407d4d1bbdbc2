import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ConnectionSettings, startEmbeddedPostgres } from '@rapport/server';

export interface TestPostgres {
  readonly superuser: ConnectionSettings;
  /** Stops it when it was started for the caller; leaves one alone that the whole run shares. */
  stop(): Promise<void>;
}

/** Safe to lose: a crash ends the test anyway. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

/** The Postgres that the test run started and named in RAPPORT_TEST_POSTGRES, or else one of the caller's own. */
export async function testPostgres(): Promise<TestPostgres> {
  const given = process.env.RAPPORT_TEST_POSTGRES;
  if (given) return { superuser: settingsOf(JSON.parse(given) as Connection), stop: async () => undefined };
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-tests-'));
  fs.chmodSync(home, 0o755);
  const postgres = await startEmbeddedPostgres({ home, syncInit: false, settings: SETTINGS });
  // A test that fails before it stops Postgres must not leave it behind.
  const abandon = () => process.kill(postgres.pid, 'SIGQUIT');
  process.once('exit', abandon);
  return {
    superuser: settingsOf(postgres),
    stop: async () => {
      process.off('exit', abandon);
      await postgres.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

type Connection = Pick<ConnectionSettings, 'host' | 'port' | 'password'>;

function settingsOf({ host, port, password }: Connection): ConnectionSettings {
  return { host, port, password, user: 'postgres', database: 'postgres', ssl: false };
}
