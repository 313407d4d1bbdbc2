import fs from 'node:fs';
import { createTenant, draftMigration, type Installation } from '@rapport/kernel';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { QueryRunner } from 'typeorm';
import { findDrift, generatedFiles, writeFiles } from '../codegen/generated-files.ts';
import { type Config, readConfig } from '../config.ts';
import { asOwner, bringUpToDate } from '../database/administration.ts';
import { openForAdministration } from '../database/administrator-access.ts';
import { createKey, listKeys, revokeKey } from '../database/api-keys.ts';
import type { DatabaseAccess } from '../database/connection.ts';
import { beginNewEpoch, eraseEventValues } from '../database/event-log.ts';
import { rebuildTenantSearch } from '../database/search-index.ts';
import { seedDemo } from '../demo/seed.ts';
import { installProduct } from '../plugins/product-installation.ts';
import { StartError } from '../start-error.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { addPluginCommands } from './plugin-commands.ts';
import { start } from './start.ts';
import { type TailOptions, tail } from './tail.ts';

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { readonly version: string };

/** More than the cores of any machine that this is for; a slip of the finger is not taken at its word. */
const MAX_WORKERS = 128;
const CURSOR_FILE = 'rapport-tail.cursor';

/** The `rapport` command. */
export function createProgram(): Command {
  const program = new Command('rapport')
    .description('A headless CRM: a GraphQL API over Postgres. docs/configuration.md lists the environment variables.')
    .version(version)
    .showHelpAfterError();

  program
    .command('start')
    .description('start the API; without DATABASE_URL on an embedded Postgres with demo data')
    .option('--workers <number>', 'processes that answer requests, for example one per core', workers, 1)
    .action((options: { workers: number }) => start(readConfig(process.env), options.workers));

  program
    .command('migrate')
    .description('bring the database to where the installed plugins expect it')
    .action(() => withDatabase(async () => console.log('The database is up to date.')));

  program
    .command('migration')
    .description('write migrations of plugins')
    .command('draft')
    .description('print SQL for what record types declare and the database lacks')
    .action(() =>
      administer(async (queryRunner, installation) => {
        const sql = await draftMigration(queryRunner, installation);
        if (sql) console.log(sql);
        else console.error('The database lacks nothing that the record types declare.');
      }),
    );

  program
    .command('seed')
    .description('fill the database with demo data')
    .option('--customers <number>', 'customers to add to the demo tenant formosa', wholeNumber)
    .option('--interactions <number>', 'interactions of each customer that is added', wholeNumber)
    .action(({ customers, interactions }: { customers?: number; interactions?: number }) =>
      administer((queryRunner, installation) =>
        seedDemo(queryRunner, installation, {
          customers,
          interactionsPerCustomer: interactions,
          now: Date.now(),
          report: console.log,
        }),
      ),
    );

  const tenant = program.command('tenant').description('administer tenants');
  tenant
    .command('create')
    .description('make a tenant with the built-in roles')
    .requiredOption('--slug <slug>', 'short name, as tokens and commands write it')
    .requiredOption('--name <name>', 'name shown to people')
    .option('--country <code>', 'ISO 3166 code of the country of phone numbers written without one, for example TW')
    .action(({ slug, name, country }: { slug: string; name: string; country?: string }) =>
      administer(async (queryRunner, installation) => {
        await createTenant(queryRunner, installation, { slug, name, defaultCountry: country });
        console.log(`Made the tenant ${slug}. Next: rapport key create --tenant ${slug}`);
      }),
    );

  program
    .command('search')
    .description('administer the search index')
    .command('rebuild')
    .description('make the search index of a tenant anew, after an import or a change of what is searched')
    .option('--tenant <slug>', 'tenant whose index it is', 'formosa')
    .action(({ tenant: slug }: { tenant: string }) =>
      administer((queryRunner, installation) => rebuildTenantSearch(queryRunner, installation, slug, console.log)),
    );

  const key = program.command('key').description('administer API keys');
  key
    .command('create')
    .description('make an API key; its secret is printed this once')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .option('--role <key>', 'role whose rights it has', 'admin')
    .option('--name <name>', 'what it is for', 'Made by rapport key create')
    .option('--user <email>', 'user for whom it acts')
    .action((options: { tenant: string; role: string; name: string; user?: string }) =>
      administer(async (queryRunner, installation) => console.log(await createKey(queryRunner, installation, options))),
    );
  key
    .command('list')
    .description('list the API keys of a tenant')
    .option('--tenant <slug>', 'tenant they belong to', 'formosa')
    .action(({ tenant: slug }: { tenant: string }) =>
      administer(async (queryRunner, installation) => console.table(await listKeys(queryRunner, installation, slug))),
    );
  key
    .command('revoke <id>')
    .description('revoke an API key')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .action((id: string, { tenant: slug }: { tenant: string }) =>
      administer(async (queryRunner, installation) => {
        await revokeKey(queryRunner, installation, slug, id);
        console.log(`Revoked ${id}.`);
      }),
    );

  const events = program.command('events').description('administer the log of events');
  events
    .command('new-epoch')
    .description('say that the database was restored from a backup: cursors from before are refused from now on')
    .action(() =>
      administer(async (queryRunner) => {
        await beginNewEpoch(queryRunner);
        console.log('Every subscriber is told to read anew.');
      }),
    );
  events
    .command('erase <record>')
    .description('take values of a record out of all its events, and of what merges and automations keep; numbers stay')
    .requiredOption('--fields <names>', 'names of the fields, separated by commas')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .action((record: string, { tenant: slug, fields }: { tenant: string; fields: string }) =>
      administer(async (queryRunner, installation) => {
        const erasure = { tenant: slug, record, fields: fields.split(',').map((name) => name.trim()) };
        console.log(`Erased values of ${await eraseEventValues(queryRunner, installation, erasure)} events.`);
      }),
    );

  program
    .command('explain <query>')
    .description('say how a query is answered, what it costs, and what would make it faster')
    .option('--variables <json>', 'variables of the query', '{}')
    .option(
      '--key <key>',
      'API key of whoever asks; the one of the demonstration when not given',
      process.env.RAPPORT_KEY,
    )
    .action((query: string, options: { variables: string; key?: string }) =>
      withDatabase(async ({ api }, installation, config) =>
        console.log(
          await explain(config, installation, api, { query, key: options.key, variables: options.variables }),
        ),
      ),
    );

  program
    .command('tail')
    .description('follow events: one JSON per line on standard output, or on the standard input of a command')
    .addOption(new Option('--url <url>', 'address of the API').env('RAPPORT_URL').makeOptionMandatory())
    .addOption(new Option('--key <key>', 'API key of whoever follows').env('RAPPORT_KEY').makeOptionMandatory())
    .option(
      '--types <types>',
      'types of events, separated by commas, for example customer.*,interaction.created',
      items,
    )
    .option('--after <cursor>', 'where to begin when no cursor was kept yet; now when not given')
    .option('--exec <command>', 'run it for each event; when it fails, tail stops and the event comes again')
    .option('--cursor-file <file>', `where the cursor is kept; with --exec ${CURSOR_FILE} when not given`)
    .action(async (options: TailOptions) => {
      const { exec, cursorFile = exec === undefined ? undefined : CURSOR_FILE } = options;
      process.exitCode = await tail({ ...options, cursorFile });
    });

  addPluginCommands(program, administer);

  program
    .command('codegen')
    .description('write the schema of what is installed, a configuration for typed documents, and a page per plugin')
    .option('--out <folder>', 'where to', 'generated')
    .option('--check', 'write nothing, and fail where a file is not what it would be')
    .action(async ({ out, check }: { out: string; check?: true }) => {
      const files = generatedFiles(await installProduct(readConfig(process.env)));
      if (!check) return writeFiles(out, files);
      const drift = findDrift(out, files);
      for (const line of drift) console.error(line);
      if (drift.length > 0) console.error('Run `rapport codegen` and look at what changes.');
      process.exitCode = drift.length > 0 ? 1 : 0;
    });

  program
    .command('doctor')
    .description('check everything that could lose writes or leak between tenants')
    .action(async () => {
      const config = readConfig(process.env);
      process.exitCode = await doctor(config, await installProduct(config));
    });
  return program;
}

/** Runs `use` as the owner of an up-to-date database. */
function administer(use: (queryRunner: QueryRunner, installation: Installation) => Promise<void>): Promise<void> {
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
async function withDatabase<Result>(
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

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

const items = (text: string): string[] => text.split(',').map((item) => item.trim());

function workers(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MAX_WORKERS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_WORKERS}.`);
  return number;
}
