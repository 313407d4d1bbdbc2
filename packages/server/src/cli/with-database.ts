import type { Installation } from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';
import { type Config, readConfig } from '../config.ts';
import { asOwner, bringUpToDate } from '../database/administration.ts';
import { openForAdministration } from '../database/administrator-access.ts';
import type { DatabaseAccess } from '../database/connection.ts';
import { installProduct } from '../plugins/product-installation.ts';
import { StartError } from '../start-error.ts';

/** Runs `use` as the owner of an up-to-date database. */
export function administer(
  use: (queryRunner: QueryRunner, installation: Installation) => Promise<void>,
): Promise<void> {
  return withDatabase(async ({ owner }, installation) => {
    if (!owner) {
      throw new StartError(
        'UNSAFE_DATABASE_ROLE',
        'The role in DATABASE_URL may not administer the database.',
        'Set DATABASE_OWNER_URL to the owner of the database.',
      );
    }
    await asOwner(owner, (queryRunner) => use(queryRunner, installation));
  });
}

/** Runs `use` on the database, migrated. */
export async function withDatabase<Result>(
  use: (database: DatabaseAccess, installation: Installation, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(process.env);
  const installation = await installProduct(config);
  const { database, close } = await openForAdministration(config);
  try {
    for (const { plugin, id } of await bringUpToDate(database, installation)) console.error(`Applied ${plugin}/${id}.`);
    return await use(database, installation, config);
  } finally {
    await close();
  }
}
