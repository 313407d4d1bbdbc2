import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { makeEstate, startEstate } from '../test-support/estate.ts';
import { entityEventOf } from './entity-event.ts';
import { resoExtensions, resoResources } from './mapping.ts';
import { resoPage } from './page.ts';

let app: TestApp;
let schema: GraphQLSchema;
beforeAll(async () => {
  app = await startEstate();
  const { access, composition } = await app.alpha.admin.principal();
  schema = composition.schemaFor(access);
});
afterAll(() => app.close());

function typeAt(recordType: string, field: string) {
  return field.split('.').reduce<unknown>((type, name) => {
    const of = isObjectType(type) ? type.getFields()[name] : undefined;
    return of && getNamedType(of.type);
  }, schema.getType(recordType));
}

test('every field that is mapped to RESO is there', () => {
  const missing = resoResources.flatMap(({ recordType, fields }) =>
    fields.filter(({ field }) => !typeAt(recordType, field)).map(({ field }) => `${recordType}.${field}`),
  );
  expect(missing).toEqual([]);
  expect(resoExtensions.filter(([type]) => !schema.getType(type))).toEqual([]);
  expect(typeAt('EstateUnit', 'noSuchField')).toBeUndefined();
});

test('schema/real-estate-reso.md is what the code says', () => {
  const file = path.join(import.meta.dirname, '../../../../schema/real-estate-reso.md');
  if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(file, resoPage());
  expect(fs.readFileSync(file, 'utf8')).toBe(resoPage());
});

test('changes read as EntityEvents, in an order without gaps', async () => {
  const { alpha } = app;
  const {
    unitIds: [unitId = ''],
    layoutId,
  } = await makeEstate(alpha, { perFloor: 1 });
  await app.drain();
  const { events } = await alpha.admin.get<{
    events: { nodes: { sequence: string; at: string; recordType: string; recordId: string }[] };
  }>('{ events(first: 200) { nodes { sequence at recordType recordId } } }');
  const read = events.nodes.flatMap((event) => entityEventOf(event) ?? []);
  expect(read.length).toBeGreaterThan(2);
  expect(
    read.some(({ ResourceName, ResourceRecordKey }) => ResourceName === 'Property' && ResourceRecordKey === unitId),
  ).toBe(true);
  expect(
    read.some(
      ({ ResourceName, ResourceRecordKey }) => ResourceName === 'PropertyUnitTypes' && ResourceRecordKey === layoutId,
    ),
  ).toBe(true);
  const sequence = events.nodes.map((event) => Number(event.sequence));
  expect([...sequence].sort((a, b) => a - b)).toEqual(sequence.map((_, index) => Math.min(...sequence) + index));
});
