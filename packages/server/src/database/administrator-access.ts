import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { joinEmbeddedPostgres } from '../embedded/index.ts';
import { holderOf, lockHome } from '../home-lock.ts';
import { StartError } from '../start-error.ts';
import { type DatabaseAccess, openDatabase } from './connection.ts';

/** Commands take a moment; whoever waits longer than this is better told who is there. */
const WAIT_MS = 30_000;
const POLL_MS = 50;

export interface AdministratorAccess {
  readonly database: DatabaseAccess;
  /** Lets go of it; stops the embedded Postgres when this call started it. */
  close(): Promise<void>;
}

/** The database as a command needs it: that of a running product where there is one. */
export async function openForAdministration(config: Config): Promise<AdministratorAccess> {
  if (config.databaseUrl) return { database: await openDatabase(config), close: async () => undefined };
  const unlock = await lockUnlessServed(config.home);
  if (!unlock) return { database: await openDatabase(config, joinEmbeddedPostgres), close: async () => undefined };
  try {
    const database = await openDatabase(config);
    return {
      database,
      close: async () => {
        await database.embedded?.stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Takes the folder when other commands are done with it; undefined when a product serves from it. */
async function lockUnlessServed(home: string): Promise<(() => void) | undefined> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const holder = holderOf(home);
    if (holder?.use === 'serving') return undefined;
    try {
      return lockHome(home, 'administration');
    } catch (error) {
      if (!(error instanceof StartError) || error.code !== 'ALREADY_RUNNING' || Date.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}
