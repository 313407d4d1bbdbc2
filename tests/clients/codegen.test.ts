import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Block, blocksOf, documentedOperations } from '../readme/readme.ts';

const root = path.join(import.meta.dirname, '../..');
/** Inside the repository, so that the generated code finds the packages it imports. */
let folder: string;
let operations: Block[];

beforeAll(() => {
  fs.mkdirSync(path.join(root, '.cache'), { recursive: true });
  folder = fs.mkdtempSync(path.join(root, '.cache/codegen-'));
  operations = documentedOperations().filter(({ label }) => label !== 'plugin');
  // Anonymous operations are fine for people; generated types need names.
  const named = operations.map(({ text }, index) =>
    text.replace(
      /^\s*(?:(query|mutation)\s*)?([({])/,
      (_all, kind = 'query', next) => `${kind} Documented${index} ${next}`,
    ),
  );
  for (const [index, text] of named.entries()) fs.writeFileSync(path.join(folder, `operation${index}.graphql`), text);
  fs.writeFileSync(
    path.join(folder, 'follow.graphql'),
    'subscription FollowSome($filter: CustomerFilter!, $after: String) { customerChanged(filter: $filter, after: $after) { id cursor node { name } } }',
  );
  fs.writeFileSync(
    path.join(folder, 'codegen.json'),
    JSON.stringify({
      schema: path.join(root, 'schema/core.graphql'),
      documents: path.join(folder, '*.graphql'),
      errorsOnly: true,
      generates: {
        [path.join(folder, 'operations.ts')]: {
          plugins: ['typescript-operations', 'typed-document-node'],
          config: {
            strictScalars: true,
            scalars: {
              DateTime: 'string',
              Date: 'string',
              JSON: 'unknown',
              Decimal: { input: 'string | number', output: 'string' },
              MoneyAmount: { input: 'string | number', output: 'string' },
            },
            useTypeImports: true,
          },
        },
      },
    }),
  );
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

test('types generated for every documented operation compile under the strictest rules', () => {
  const bin = (name: string) => path.join(root, 'node_modules/.bin', name);
  execFileSync(
    process.execPath,
    [fs.realpathSync(bin('graphql-codegen')), '--config', path.join(folder, 'codegen.json')],
    { cwd: root, stdio: 'pipe' },
  );
  const generated = fs.readFileSync(path.join(folder, 'operations.ts'), 'utf8');
  expect(generated.match(/export const Documented\d+Document|export const \w+Document/g)?.length).toBe(
    operations.length + 1,
  );
  fs.writeFileSync(
    path.join(folder, 'use.ts'),
    `import type { CustomersQuery, NewCustomerMutationVariables } from './operations.ts';
export const name = (page: CustomersQuery): string | undefined => page.customers.edges[0]?.node.name;
export const variables: NewCustomerMutationVariables = { input: { kind: 'PERSON', name: 'x' } };
// @ts-expect-error: a misspelt field does not compile
export const wrong = (page: CustomersQuery) => page.customers.edges[0]?.node.nmae;
`,
  );
  const documented = blocksOf(path.join('docs', 'client.md')).find(({ label }) => label === 'typed')?.text;
  fs.writeFileSync(
    path.join(folder, 'client.ts'),
    `import { FollowSomeDocument } from './operations.ts';
${documented}
const events = client.subscribe(FollowSomeDocument, { variables: { filter: { kind: { eq: 'PERSON' } } }, after: 'x' });
for await (const { customerChanged } of events) {
  const name: string | undefined = customerChanged.node?.name;
  console.log(name);
  // @ts-expect-error: a misspelt field does not compile
  console.log(customerChanged.nmae);
}
// @ts-expect-error: a variable of another type does not compile
client.subscribe(FollowSomeDocument, { variables: { filter: 'PERSON' } });
// @ts-expect-error: a variable that is required is missing
client.subscribe(FollowSomeDocument);
// @ts-expect-error: a variable that is required is missing
await client.mutate(NewCustomerDocument);
`,
  );
  fs.writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        module: 'nodenext',
        moduleResolution: 'nodenext',
        target: 'es2022',
        allowImportingTsExtensions: true,
        types: [],
        skipLibCheck: true,
      },
      include: ['*.ts'],
    }),
  );
  const { status, stdout } = spawnSync(bin('tsc'), ['-p', folder], { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 60_000);
