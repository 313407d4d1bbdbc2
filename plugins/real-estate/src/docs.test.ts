import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import type { TestApp } from '@rapport/testing';
import { Kind, parse, validate } from 'graphql';
import { blocksOf } from '../../../tests/readme/readme.ts';
import realEstate, { rules } from './index.ts';
import { buyer, makeEstate, startEstate } from './test-support/estate.ts';

const PAGE = 'docs/real-estate.md';
const file = path.join(import.meta.dirname, '../../..', PAGE);

let app: TestApp;
beforeAll(async () => {
  app = await startEstate();
});
afterAll(() => app.close());

const table = (rows: readonly (readonly string[])[]) => rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function diagrams(): string {
  const types = realEstate.records.map((record) => recordTypeOf(record)).filter(({ lifeCycle }) => lifeCycle);
  return types
    .map(({ name, lifeCycle }) => {
      const steps = [...(lifeCycle?.transitions.values() ?? [])].flatMap(({ name: step, from, to, byCode }) =>
        from.map((state) => `  ${state} --> ${to}: ${step}${byCode ? ' *' : ''}`),
      );
      return [`### ${name}`, '', '```mermaid', 'stateDiagram-v2', ...steps, '```'].join('\n');
    })
    .join('\n\n');
}

/** What the page holds between marks, from the code. */
const generated: Readonly<Record<string, string>> = {
  automations: table(realEstate.automations.map(({ key, name }) => [`\`${key}\``, `${name}.`])),
  rules: `| rule | what holds |\n|---|---|\n${table(Object.values(rules).map(({ name, text }) => [`\`${name}\``, text]))}`,
  'life cycles': diagrams(),
};

test('what the page shows of the code is what the code says', () => {
  const text = fs.readFileSync(file, 'utf8');
  const current = Object.entries(generated).reduce((page, [mark, content]) => {
    const begin = page.indexOf(`<!-- ${mark} -->`);
    const end = page.indexOf('<!-- end -->', begin);
    if (begin < 0 || end < 0) throw new Error(`The page has no mark "${mark}".`);
    return `${page.slice(0, begin)}<!-- ${mark} -->\n${content}\n${page.slice(end)}`;
  }, text);
  if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(file, current);
  expect(fs.readFileSync(file, 'utf8')).toBe(current);
});

test('the operations on the page answer', async () => {
  const { alpha } = app;
  const estate = await makeEstate(alpha, { perFloor: 2 });
  const ids: Readonly<Record<string, string>> = {
    buildingId: estate.buildingId,
    projectId: estate.projectId,
    unitId: estate.unitIds[0] ?? '',
    customerId: await buyer(alpha),
  };
  const { access, composition } = await alpha.admin.principal();
  const operations = blocksOf(PAGE).filter(({ language }) => language === 'graphql');
  expect(operations.length).toBeGreaterThan(4);
  for (const { text } of operations) {
    const document = parse(text);
    expect(validate(composition.schemaFor(access), document)).toEqual([]);
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') continue;
    const names = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const variables = Object.fromEntries(names.map((name) => [name, ids[name]]));
    const { errors } = await alpha.admin.ask(text, variables);
    expect(errors).toBeUndefined();
  }
});
