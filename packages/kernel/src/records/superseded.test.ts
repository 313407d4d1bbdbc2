import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  belongsTo,
  type CommandContext,
  definePlugin,
  field,
  Record,
  RecordBase,
  RecordInputType,
  type RecordRef,
  type Ref,
  tablesSql,
  User,
} from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';

@Record({
  prefix: 'nte',
  description: 'A note, for tests.',
  ownership: { owner: ['author', 'reader'] },
  supersededBy: 'successor',
  indexes: [
    ['authorId', '-createdAt', '-id'],
    ['readerId', '-createdAt', '-id'],
  ],
  grants: {
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'own', create: 'own', update: 'own', deny: { write: ['text'] } },
    marketer: { read: 'all', create: 'all', deny: { write: ['text', 'secret', 'author', 'reader'] } },
  },
})
class Note extends RecordBase {
  @field.text({ description: 'What it says.', maxLength: 100, nullable: true, order: true, writable: 'create' })
  text!: string | null;

  @field.text({ description: 'More.', maxLength: 100, nullable: true, writable: 'create' })
  secret!: string | null;

  @belongsTo(() => User, {
    description: 'Who wrote it.',
    nullable: true,
    inverse: { name: 'notes', description: 'Notes of the user.' },
  })
  author!: Ref<User> | null;

  @belongsTo(() => User, { description: 'For whom it is.', nullable: true })
  reader!: Ref<User> | null;

  @belongsTo(() => Note, { description: 'The note that took its place.', nullable: true, writable: 'never' })
  successor!: Ref<Note> | null;
}

@RecordInputType('ReplaceNoteInput', Note, 'What it should have said.')
class ReplaceNoteInput {}

@Resolver()
class NoteResolver {
  @Mutation(() => Note, { description: 'Puts another note in the place of one.' })
  async replaceNote(
    @Arg('id', () => ID, { description: 'Id of the note.' }) id: string,
    @Arg('input', () => ReplaceNoteInput, { description: 'Its values.' }) input: ReplaceNoteInput,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    const { secret } = await work.lock(Note, id);
    const successor = await work.create(Note, { ...input }, 'input', { secret });
    await work.unlimited.update(Note, id, {}, { kept: { successorId: `nte_${successor.uuid}` } });
    return successor;
  }
}

const notesPlugin = definePlugin({
  id: 'notes',
  version: '1.0.0',
  requires: ['system', 'roles'],
  records: [Note],
  resolvers: [NoteResolver],
  migrations: [{ id: '0001-create', sql: tablesSql({ id: 'notes', records: [Note] }) }],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [notesPlugin] });
});
afterAll(() => app.close());

const write = (role: string, input: object) => app.alpha.as(role).create('Note', input);
const texts = async (role: string, filter = '') =>
  (
    await app.alpha
      .as(role)
      .get<{ notes: { nodes: { text: string }[] } }>(
        `{ notes(orderBy: [{ field: TEXT }] ${filter}) { nodes { text } } }`,
      )
  ).notes.nodes.map(({ text }) => text);
const REPLACE = 'mutation($id: ID!, $input: ReplaceNoteInput!) { replaceNote(id: $id, input: $input) { id secret } }';

describe('a record whose place another one took', () => {
  test('leaves lists, counts, aggregates and conditions, and is found by id and by relations', async () => {
    const { id } = await write('seller', { text: 'superseded', secret: 'kept' });
    const replaced = await app.alpha
      .as('seller')
      .get<{ replaceNote: { id: string } }>(REPLACE, { id, input: { text: 'successor' } });
    expect(replaced).toEqual({ replaceNote: { id: expect.any(String), secret: 'kept' } });
    const me = app.alpha.users.seller;
    expect(
      await app.alpha.as('seller').get(
        `query($id: ID!, $me: ID!) {
          notes { totalCount exactCount nodes { text } }
          noteStats(groupBy: [{ field: TEXT }]) { groups { key { text } count } }
          user(id: $me) { notes { nodes { text } } }
          users(filter: { notes: { some: { text: { eq: "superseded" } } } }) { totalCount }
          note(id: $id) { text successor { text } }
          node(id: $id) { id } }`,
        { id, me },
      ),
    ).toEqual({
      notes: { totalCount: 1, exactCount: 1, nodes: [{ text: 'successor' }] },
      noteStats: { groups: [{ key: { text: 'successor' }, count: 1 }] },
      user: { notes: { nodes: [{ text: 'successor' }] } },
      users: { totalCount: 0 },
      note: { text: 'superseded', successor: { text: 'successor' } },
      node: { id },
    });
    // Where none took its place, all of that shows it.
    await app.sql('update note set successor_id = null');
    expect(await texts('seller')).toEqual(['successor', 'superseded']);
    await app.sql('update note set deleted_at = now()');
  });
});

describe('a record that belongs to several', () => {
  test('is that of each of them, and of whoever creates it in the first place', async () => {
    await write('seller', { text: 'mine' });
    await write('seller', { text: 'ours', readerId: app.alpha.users.service });
    await app.alpha.admin.create('Note', { text: 'theirs', authorId: app.alpha.users.service });
    expect(await texts('seller')).toEqual(['mine', 'ours']);
    expect(await texts('service')).toEqual(['ours', 'theirs']);
    expect(await texts('marketer')).toEqual(['mine', 'ours', 'theirs']);
  });
});

describe('an input with the fields of a record', () => {
  test('lacks what a role may not write, and with it goes the command that nothing could be sent to', async () => {
    const { id } = await write('seller', { text: 'for two', readerId: app.alpha.users.service });
    expect(await app.alpha.as('service').refused(REPLACE, { id, input: { text: 'no' } })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    const me = app.alpha.users.service;
    expect(await app.alpha.as('service').get(REPLACE, { id, input: { secret: 'new', authorId: me } })).toMatchObject({
      replaceNote: { id: expect.any(String) },
    });
    expect(await app.alpha.as('marketer').refused(REPLACE, { id, input: {} })).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});
