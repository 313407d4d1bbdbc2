import { addPart, type Part, parts } from '@rapport/create-plugin';
import { disablePlugin, enablePlugin, type Installation } from '@rapport/kernel';
import { Argument, type Command } from 'commander';
import type { QueryRunner } from 'typeorm';
import { asOperator } from '../database/operator-work.ts';
import { purgePlugin } from '../database/purge-plugin.ts';
import { StartError } from '../start-error.ts';

type Administer = (use: (queryRunner: QueryRunner, installation: Installation) => Promise<void>) => Promise<void>;

/** `rapport plugin ...`: parts of plugins for those who write them, and what operators do with plugins. */
export function addPluginCommands(program: Command, administer: Administer): void {
  const plugin = program.command('plugin').description('write and administer plugins');

  plugin
    .command('add')
    .description('write a part of the plugin in this folder, and say where to list it')
    .addArgument(new Argument('<part>', 'what it is').choices(parts))
    .argument('<name>', 'its name in lower-case words with hyphens, for example tasting-note')
    .option('--record <type>', 'of a field: the record type of the core that gets it', 'Customer')
    .action((part: Part, name: string, { record }: { record: string }) => {
      const { file, next } = addPart(process.cwd(), part, name, { record });
      console.log([`Wrote ${file}. Next:`, ...next.map((line) => `  ${line}`)].join('\n'));
    });

  for (const [verb, turn, what] of [
    ['enable', enablePlugin, 'switch a plugin on for a tenant: what it kept is there again'],
    ['disable', disablePlugin, 'switch a plugin off for a tenant: its part of the API goes, its data stays'],
  ] as const)
    plugin
      .command(`${verb} <id>`)
      .description(what)
      .requiredOption('--tenant <slug>', 'whose plugin it is')
      .action((id: string, { tenant }: { tenant: string }) =>
        administer(async (queryRunner, installation) => {
          await asOperator(queryRunner, installation, tenant, (work) => turn(work, installation, id));
          console.log(`${id} is ${verb}d for ${tenant}.`);
        }),
      );

  plugin
    .command('purge <id>')
    .description('write all that a plugin kept to a file, and drop its tables')
    .requiredOption('--confirm <id>', 'the id once more: what is dropped is gone')
    .option('--file <file>', 'takes the rows as JSON, one per line; `<id>.jsonl` when not given')
    .action((id: string, { confirm, file = `${id}.jsonl` }: { confirm: string; file?: string }) => {
      if (confirm !== id)
        throw new StartError('CONFIGURATION_INVALID', `--confirm says "${confirm}", not "${id}".`, `--confirm ${id}`);
      return administer(async (queryRunner, installation) => {
        const { tables, rows } = await purgePlugin(queryRunner, installation, { plugin: id, file });
        console.log(`Wrote ${rows} rows to ${file}, and dropped ${tables.join(', ') || 'nothing'}.`);
        console.log(`Take ${id} out of RAPPORT_PLUGINS: a migration would make its tables anew.`);
      });
    });
}
