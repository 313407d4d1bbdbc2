import fs from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addPluginCommands } from './plugin-commands.ts';
import type { TailOptions } from './tail.ts';

// Each command loads what it needs: all of the product takes longer than most of them.
const administration = () => import('./administration.ts');
const configuration = async () => (await import('../config.ts')).readConfig(process.env);

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
    .action(async (options: { workers: number }) => {
      const { start } = await import('./start.ts');
      await start(await configuration(), options.workers);
    });

  program
    .command('migrate')
    .description('bring the database to where the installed plugins expect it')
    .action(async () => (await administration()).migrateDatabase());

  program
    .command('migration')
    .description('write migrations of plugins')
    .command('draft')
    .description('print SQL for what record types declare and the database lacks')
    .action(async () => (await administration()).draft());

  program
    .command('seed')
    .description('fill the database with demo data')
    .option('--customers <number>', 'customers to add to the demo tenant formosa', wholeNumber)
    .option('--interactions <number>', 'interactions of each customer that is added', wholeNumber)
    .action(async (options: { customers?: number; interactions?: number }) => (await administration()).seed(options));

  const tenant = program.command('tenant').description('administer tenants');
  tenant
    .command('create')
    .description('make a tenant with the built-in roles')
    .requiredOption('--slug <slug>', 'short name, as tokens and commands write it')
    .requiredOption('--name <name>', 'name shown to people')
    .option('--country <code>', 'ISO 3166 code of the country of phone numbers written without one, for example TW')
    .action(async (options: { slug: string; name: string; country?: string }) =>
      (await administration()).makeTenant(options),
    );

  program
    .command('search')
    .description('administer the search index')
    .command('rebuild')
    .description('make the search index of a tenant anew, after an import or a change of what is searched')
    .option('--tenant <slug>', 'tenant whose index it is', 'formosa')
    .action(async ({ tenant: slug }: { tenant: string }) => (await administration()).rebuildSearch(slug));

  const key = program.command('key').description('administer API keys');
  key
    .command('create')
    .description('make an API key; its secret is printed this once')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .option('--role <key>', 'role whose rights it has', 'admin')
    .option('--name <name>', 'what it is for', 'Made by rapport key create')
    .option('--user <email>', 'user for whom it acts')
    .action(async (options: { tenant: string; role: string; name: string; user?: string }) =>
      (await administration()).makeKey(options),
    );
  key
    .command('list')
    .description('list the API keys of a tenant')
    .option('--tenant <slug>', 'tenant they belong to', 'formosa')
    .action(async ({ tenant: slug }: { tenant: string }) => (await administration()).showKeys(slug));
  key
    .command('revoke <id>')
    .description('revoke an API key')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .action(async (id: string, { tenant: slug }: { tenant: string }) => (await administration()).takeKeyBack(slug, id));

  const events = program.command('events').description('administer the log of events');
  events
    .command('new-epoch')
    .description('say that the database was restored from a backup: cursors from before are refused from now on')
    .action(async () => (await administration()).newEpoch());
  events
    .command('erase <record>')
    .description('take values of a record out of all its events, and of what merges and automations keep; numbers stay')
    .requiredOption('--fields <names>', 'names of the fields, separated by commas')
    .option('--tenant <slug>', 'tenant it belongs to', 'formosa')
    .action(async (record: string, { tenant: slug, fields }: { tenant: string; fields: string }) =>
      (await administration()).eraseValues(slug, record, items(fields)),
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
    .action(async (query: string, options: { variables: string; key?: string }) => {
      const { explain } = await import('./explain.ts');
      await explain({ query, key: options.key, variables: options.variables });
    });

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
      const { tail } = await import('./tail.ts');
      process.exitCode = await tail({ ...options, cursorFile });
    });

  addPluginCommands(program);

  program
    .command('codegen')
    .description('write the schema of what is installed, a configuration for typed documents, and a page per plugin')
    .option('--out <folder>', 'where to', 'generated')
    .option('--check', 'write nothing, and fail where a file is not what it would be')
    .action(async ({ out, check = false }: { out: string; check?: boolean }) => {
      const { generate } = await import('./generate.ts');
      process.exitCode = await generate(await configuration(), out, check);
    });

  program
    .command('doctor')
    .description('check everything that could lose writes or leak between tenants')
    .action(async () => {
      const { doctor } = await import('./doctor.ts');
      process.exitCode = await doctor(await configuration());
    });
  return program;
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
