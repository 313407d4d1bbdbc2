import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, productPlugins } from '@rapport/server';
import { createTestDatabase, type TestDatabase } from '@rapport/testing';
import type { QueryRunner } from 'typeorm';
import { bookingPlugin } from '../../../../tests/fixtures/booking.ts';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { draftMigration } from './draft-migration.ts';
import { Installation } from './installation.ts';

const installation = new Installation([...productPlugins, specimenPlugin, bookingPlugin]);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(installation);
});
afterAll(() => database.drop());

/** What is drafted after this change of the database; the draft must mend it whole. The change is undone. */
async function draftAfter(change: string): Promise<string> {
  const inTransaction = async (queryRunner: QueryRunner) => {
    await queryRunner.startTransaction();
    try {
      await queryRunner.query(change);
      const draft = await draftMigration(queryRunner, installation);
      await queryRunner.query(draft || 'select 1');
      expect(await draftMigration(queryRunner, installation)).toBe('');
      return draft;
    } finally {
      await queryRunner.rollbackTransaction();
    }
  };
  return asOwner(database.owner, inTransaction);
}

describe('the draft of a migration', () => {
  test('is empty when nothing is missing', async () => {
    expect(await draftAfter('select 1')).toBe('');
  });

  test('of a new record type makes its table, with keys and row-level security', async () => {
    const draft = await draftAfter('drop table specimen');
    expect(draft).toMatch(/^create table "specimen" \(/);
    expect(draft).toContain('add constraint "specimen_keeper_id_fkey" foreign key');
    expect(draft).toMatch(/alter table "specimen" force row level security/);
  });

  test.each([
    ['a column', 'alter table specimen drop column size', 'alter table "specimen" add column "size" integer;'],
    [
      'a time of its own',
      'alter table booking drop constraint booking_room_window',
      `alter table "booking" add constraint "booking_room_window" exclude using gist (exclusive_window("tenant_id"::text || '/' || "room"::text, "starts_at", "ends_at") with &&) where ("deleted_at" is null and "state" in ('CONFIRMED', 'DONE'));`,
    ],
    [
      'an index',
      'drop index specimen_size_idx',
      'create index "specimen_size_idx" on "specimen" ("tenant_id", "size", "id") where "deleted_at" is null;',
    ],
    [
      'a foreign key',
      'alter table specimen drop constraint specimen_whole_id_fkey',
      'alter table "specimen" add constraint "specimen_whole_id_fkey" foreign key ("tenant_id", "whole_id") references "specimen" ("tenant_id", "id") not valid;',
    ],
    [
      'a check',
      'alter table specimen drop constraint specimen_title_check',
      'alter table "specimen" add constraint "specimen_title_check" check (char_length("title") <= 40);',
    ],
    [
      'a value of an enumeration',
      "alter table specimen drop constraint specimen_colour_check, add constraint specimen_colour_check check (colour in ('RED'))",
      `alter table "specimen" drop constraint "specimen_colour_check", add constraint "specimen_colour_check" check ("colour" in ('RED', 'GREEN', 'BLUE'));`,
    ],
  ])('adds %s', async (_what, change, sql) => {
    expect((await draftAfter(change)).split('\n')).toContain(sql);
  });

  test('drops nothing', async () => {
    expect(await draftAfter('alter table specimen add column forgotten text')).toBe('');
  });
});
