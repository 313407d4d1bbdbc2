import {
  checksumOf,
  type ErrorEntry,
  EVENT_SCHEMA_VERSION,
  errorCatalogue,
  Installation,
  type PluginDefinition,
  recordTypeOf,
} from '@rapport/kernel';
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  printSchema,
  printType,
} from 'graphql';
import { startErrors } from './start-error.ts';

/** Reference files that are generated from the code, committed, and compared in every test run. */
export function schemaFiles(plugins: readonly PluginDefinition[]): Readonly<Record<string, string>> {
  return {
    'core.graphql': `${printSchema(new Installation(plugins).fullSchema)}\n`,
    'errors.md': errorsPage(),
    'events.md': eventsPage(new Installation(plugins)),
    'migrations.md': migrationsPage(plugins),
  };
}

/** The same for one plugin beside the product: what it adds, so that nothing of it changes with the product. */
export function pluginSchemaFiles(
  product: readonly PluginDefinition[],
  plugin: PluginDefinition,
): Readonly<Record<string, string>> {
  const base = new Installation(product).fullSchema;
  const whole = new Installation([...product, plugin]).fullSchema;
  return {
    [`${plugin.id}.graphql`]: addedSchema(base, whole),
    [`${plugin.id}-migrations.md`]: migrationsPage([plugin]),
  };
}

/** New types, and the names of new fields and values on types that are there. */
function addedSchema(base: GraphQLSchema, whole: GraphQLSchema): string {
  const types = Object.values(whole.getTypeMap()).sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = types.flatMap((type) => {
    const known = base.getType(type.name);
    return known ? addedTo(known, type) : [printType(type)];
  });
  return `${parts.join('\n\n')}\n`;
}

function addedTo(known: GraphQLNamedType, type: GraphQLNamedType): string[] {
  const printed = (one: GraphQLNamedType) => new Set(membersOf(one));
  const before = printed(known);
  const added = membersOf(type).filter((member) => !before.has(member));
  return added.length === 0
    ? []
    : [`extend ${keywordOf(type)} ${type.name} {\n${added.map((member) => `  ${member}`).join('\n')}\n}`];
}

function membersOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isUnionType(type)) return type.getTypes().map(({ name }) => name);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(({ name, type: of }) => `${name}: ${of}`);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map(({ name, args, type: of }) => {
    const given = args.map((argument) => `${argument.name}: ${argument.type}`).join(', ');
    return `${name}${given ? `(${given})` : ''}: ${of}`;
  });
}

const keywordOf = (type: GraphQLNamedType): string =>
  isEnumType(type)
    ? 'enum'
    : isUnionType(type)
      ? 'union'
      : isInputObjectType(type)
        ? 'input'
        : isInterfaceType(type)
          ? 'interface'
          : 'type';

function errorsPage(): string {
  const answers = Object.entries<ErrorEntry>(errorCatalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { status, retry, meaning, mend }]) =>
        `| \`${code}\` | ${status} | ${retry ? 'yes' : ''} | ${meaning} | ${mend} |`,
    );
  const starts = Object.entries(startErrors).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `# Errors

Generated from the code; \`npm run schema:accept\` writes it. A code never changes its meaning.

## Answers of the API

Errors come as top-level GraphQL errors with \`extensions { code hint ... }\`; \`field\` names the place in the input where there is one. At most five errors are returned.

Branch on \`extensions.code\`, not on the status. The status in the table holds when the whole request is refused before it runs;
an error that comes up while fields are resolved, also in a mutation, is answered with **status 200**: the field is null, or all of \`data\` when the field cannot be null.

With *retry*, the same request may succeed a little later; a mutation that carries an idempotency key takes effect once, however often it is sent ([a script](../docs/api.md#retrying)).

| code | status | retry | what happened | how to mend it |
|---|---|---|---|---|
${answers.join('\n')}

## What stops a start

Printed on standard error with what was found and how to mend it; the exit code is 1.

| code | what happened |
|---|---|
${starts.join('\n')}
`;
}

function eventsPage({ catalogue, events }: Installation): string {
  const ofRecords = catalogue.types.map(({ name }) => {
    const types = events.ofRecords(name).map((type) => `\`${type}\``);
    return `| ${name} | ${types.join(', ')} |`;
  });
  const own = [...events.own.values()].flatMap(({ type, description, payload, schemaVersion, about, readers }) => {
    const fields = Object.entries(payload).map(
      ([name, field]) =>
        `| \`${name}\` | ${field.type}${field.optional ? ', or missing' : ''} | ${field.description} |`,
    );
    const who = about ? `whoever may read the ${recordTypeOf(about()).name}` : ['admin', ...(readers ?? [])].join(', ');
    return [
      `### ${type}`,
      '',
      `${description} Version ${schemaVersion}. Readers: ${who}.`,
      '',
      PAYLOAD_HEAD,
      ...fields,
      '',
    ];
  });
  return `# Events

Generated from the code; \`npm run schema:accept\` writes it. What an event holds besides, and how to follow events: [docs/events.md](../docs/events.md).

## Changes of records

\`patch\` has the new values of the changed fields, in the form of the type's fields in [core.graphql](core.graphql). Version ${EVENT_SCHEMA_VERSION}.

| record type | events |
|---|---|
${ofRecords.join('\n')}

## Events that modules publish on their own

${own.length > 0 ? own.join('\n') : 'None so far. A plugin declares its own in `events` of definePlugin.'}
`;
}

const PAYLOAD_HEAD = '| payload | type | what it is |\n|---|---|---|';

function migrationsPage(plugins: readonly PluginDefinition[]): string {
  const rows = plugins.flatMap(({ id: plugin, migrations = [] }) =>
    migrations.map((migration) => `| \`${plugin}\` | \`${migration.id}\` | \`${checksumOf(migration)}\` |`),
  );
  return `# Migrations

Generated from the code; \`npm run schema:accept\` writes it. The checksum of a released migration never changes:
databases that ran it refuse another one under the same name. A change is a migration of its own.

| plugin | migration | checksum |
|---|---|---|
${rows.join('\n')}
`;
}
