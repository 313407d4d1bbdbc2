import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { blocksOf, documentedOperations } from './readme.ts';

const block = (label: string) => blocksOf(path.join('docs', 'api.md')).find((one) => one.label === label)?.text ?? '';

let folder: string;
let app: TestApp;
let printed: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-register-'));
  fs.mkdirSync(path.join(folder, 'operations'));
  for (const [index, { text }] of documentedOperations().entries())
    fs.writeFileSync(path.join(folder, 'operations', `documented${index}.graphql`), text);
  fs.writeFileSync(
    path.join(folder, 'operations', 'users.graphql'),
    'query Users($first: Int) { users(first: $first) { ...Names } } fragment Names on UserConnection { nodes { name } }',
  );
  fs.writeFileSync(path.join(folder, 'register.mjs'), block('documents'));
  printed = execFileSync(process.execPath, ['register.mjs'], { cwd: folder, encoding: 'utf8' });
  app = await createTestApp({
    environment: { TRUSTED_DOCUMENTS: path.join(folder, 'documents.json'), TRUSTED_DOCUMENTS_ONLY: 'true' },
  });
});
afterAll(async () => {
  fs.rmSync(folder, { recursive: true });
  await app.close();
});

test('the documented script registers operations, and the documented request names one of them', async () => {
  const hash = /^users\.graphql (\w+)$/m.exec(printed)?.[1] ?? '';
  const response = await fetch(`${await app.listen()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app.alpha.admin.key}` },
    body: block('trusted').replace('<hash>', hash),
  });
  expect(await response.json()).toMatchObject({
    data: { users: { nodes: Array.from({ length: 3 }, () => ({ name: expect.any(String) })) } },
  });
});
