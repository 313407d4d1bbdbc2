import { addPart, type Part, parts } from '@rapport/create-plugin';
import { Argument, type Command } from 'commander';

const administration = () => import('./administration.ts');

/** `rapport plugin ...`: parts of plugins for those who write them, and what operators do with plugins. */
export function addPluginCommands(program: Command): void {
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

  for (const [verb, what] of [
    ['enable', 'switch a plugin on for a tenant: what it kept is there again'],
    ['disable', 'switch a plugin off for a tenant: its part of the API goes, its data stays'],
  ] as const)
    plugin
      .command(`${verb} <id>`)
      .description(what)
      .requiredOption('--tenant <slug>', 'whose plugin it is')
      .action(async (id: string, { tenant }: { tenant: string }) =>
        (await administration()).switchPlugin(verb, id, tenant),
      );

  plugin
    .command('purge <id>')
    .description('write all that a plugin kept to a file, and drop its tables')
    .requiredOption('--confirm <id>', 'the id once more: what is dropped is gone')
    .option('--file <file>', 'takes the rows as JSON, one per line; `<id>.jsonl` when not given')
    .action(async (id: string, options: { confirm: string; file?: string }) =>
      (await administration()).purge(id, options),
    );
}
