import { checksumOf, type ErrorEntry, errorCatalogue, Installation, type PluginDefinition } from '@rapport/kernel';
import { printSchema } from 'graphql';
import { startErrors } from './start-error.ts';

/** Reference files that are generated from the code, committed, and compared in every test run. */
export function schemaFiles(plugins: readonly PluginDefinition[]): Readonly<Record<string, string>> {
  return {
    'core.graphql': `${printSchema(new Installation(plugins).fullSchema)}\n`,
    'errors.md': errorsPage(),
    'migrations.md': migrationsPage(plugins),
  };
}

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
