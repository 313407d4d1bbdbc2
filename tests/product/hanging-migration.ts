import { Installation, migrate } from '@rapport/kernel';
import { asOwner, productPlugins } from '@rapport/server';
import { growing } from '../fixtures/growing.ts';

/**
 * A process that migrates and stops before the ledger knows of a step: all of its SQL has run, and nothing of it is
 * committed. Its argument is what to connect with.
 */
const installation = new Installation([...productPlugins, growing(1)]);
await asOwner(JSON.parse(process.argv[2] ?? '{}'), async (queryRunner) => {
  const query = queryRunner.query.bind(queryRunner);
  queryRunner.query = async (text: string, ...rest: never[]) => {
    if (text.startsWith('insert into migration')) {
      console.log('stopped');
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    }
    return query(text, ...rest);
  };
  await migrate(queryRunner, installation);
});
