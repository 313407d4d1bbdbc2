import { checksumOf, errorCatalogue, Installation, type PluginDefinition } from '@rapport/kernel';
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
  const answers = Object.entries(errorCatalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, meaning, mend }]) => `| \`${code}\` | ${status} | ${meaning} | ${mend} |`);
  const starts = Object.entries(startErrors).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `# Errors

Generated from the code; \`npm run schema:accept\` writes it. A code never changes its meaning.

## Answers of the API

Errors come as top-level GraphQL errors with \`extensions { code field hint ... }\`. The status holds when the whole request fails;
an error of a single field comes with status 200 beside the rest of the data. At most five errors are returned.

| code | status | what happened | how to mend it |
|---|---|---|---|
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
