import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer, Interaction } from '@rapport/core';
import { Installation, type PluginDefinition, PluginError } from '@rapport/kernel';
import * as sdk from '@rapport/sdk';
import {
  Arg,
  type CommandContext,
  Computed,
  Ctx,
  createUnionType,
  definePlugin,
  Field,
  ID,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  ref,
} from '@rapport/sdk';
import { productPlugins } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { isObjectType } from 'graphql';
import * as typeGraphql from 'type-graphql';

const plugin = (id: string, resolvers: PluginDefinition['resolvers']) =>
  definePlugin({ id, version: '1.0.0', requires: ['customers', 'interactions'], resolvers: resolvers ?? [] });

const Touchable = createUnionType({
  name: 'Touchable',
  description: 'A customer or what happened with one.',
  types: () => [Customer, Interaction] as never,
});

@InterfaceType('Badge', { description: 'Something to show beside a name.' })
abstract class Badge {
  @Field(() => String, { description: 'Its text.' })
  text!: string;
}

@ObjectType('StarBadge', { description: 'A star.', implements: Badge })
class StarBadge extends Badge {
  @Field(() => Customer, { nullable: true, description: 'Who gave it.' })
  giver!: unknown;
}

@ObjectType('DotBadge', { description: 'A dot.', implements: Badge })
class DotBadge extends Badge {
  @Field(() => String, { description: 'Its colour.' })
  colour!: string;
}

const touchable = (id: string) => ref(id.startsWith('cus_') ? Customer : Interaction, id);

@Resolver()
class BadgeResolver {
  @Query(() => [Touchable], { description: 'Records of two types.' })
  touchables(@Arg('ids', () => [ID], { description: 'Their ids.' }) ids: string[]) {
    return ids.map(touchable);
  }

  @Query(() => [Touchable], { description: 'Records of two types.' })
  recent() {
    return [];
  }

  @Query(() => [Badge], { description: 'Badges of two types.' })
  badges(@Arg('giver', () => ID, { description: 'Who gave the star.' }) giver: string): Badge[] {
    return [
      Object.assign(new StarBadge(), { text: 'star', giver: ref(Customer, giver) }),
      Object.assign(new DotBadge(), { text: 'dot', colour: 'red' }),
    ];
  }

  @Mutation(() => Touchable, { description: 'Renames and shows.' })
  async touch(@Arg('id', () => ID, { description: 'Whom.' }) id: string, @Ctx() { work }: CommandContext) {
    return work.update(Customer, id, { name: 'Touched' });
  }
}

@Resolver(() => Customer)
class ShoutResolver {
  @Computed(() => String, { description: 'The name, loudly.', needs: ['name'] })
  shout(@Root() { name }: Customer): string {
    return name.toUpperCase();
  }
}

describe('what classes of plugins declare', () => {
  let app: TestApp;
  let ids: { customer: string; interaction: string };
  beforeAll(async () => {
    app = await createTestApp({ plugins: [plugin('badges', [BadgeResolver, ShoutResolver])] });
    const made = await app.alpha.admin.get<{ createCustomer: { id: string } }>(
      'mutation { createCustomer(input: { kind: PERSON, name: "Anna" }) { id } }',
    );
    const happened = await app.alpha.admin.get<{ createInteraction: { id: string } }>(
      `mutation { createInteraction(input: { channel: PHONE, direction: INBOUND, subject: "Call",
        occurredAt: "2026-03-01T09:30:00Z", customerId: "${made.createCustomer.id}" }) { id } }`,
    );
    ids = { customer: made.createCustomer.id, interaction: happened.createInteraction.id };
  });
  afterAll(() => app.close());

  test('may be a union of record types, read by what the operation selects of each', async () => {
    const answer = await app.alpha.admin.get(
      `query($ids: [ID!]!) { touchables(ids: $ids) { __typename
        ... on Customer { name interactions { totalCount } } ... on Interaction { subject customer { name } } } }`,
      { ids: [ids.customer, ids.interaction] },
    );
    expect(answer).toEqual({
      touchables: [
        { __typename: 'Customer', name: 'Anna', interactions: { totalCount: 1 } },
        { __typename: 'Interaction', subject: 'Call', customer: { name: 'Anna' } },
      ],
    });
  });

  test('a union in the answer of a command shows what the command left behind, also to a repetition', async () => {
    const text = `mutation($id: ID!) { touch(id: $id, idempotencyKey: "once") { ... on Customer { name version } } }`;
    const first = await app.alpha.admin.get(text, { id: ids.customer });
    expect(first).toEqual({ touch: { name: 'Touched', version: 2 } });
    expect(await app.alpha.admin.get(text, { id: ids.customer })).toEqual(first);
  });

  test('may be an interface whose types show records', async () => {
    const answer = await app.alpha.admin.get(
      'query($id: ID!) { badges(giver: $id) { text __typename ... on StarBadge { giver { id } } ... on DotBadge { colour } } }',
      { id: ids.customer },
    );
    expect(answer).toEqual({
      badges: [
        { __typename: 'StarBadge', text: 'star', giver: { id: ids.customer } },
        { __typename: 'DotBadge', text: 'dot', colour: 'red' },
      ],
    });
  });

  test('a list of a union costs as much as a list of records', async () => {
    const { extensions } = await app.alpha.admin.ask(
      '{ recent { ... on Customer { interactions(first: 10) { nodes { id } } } } }',
    );
    // A page of 20, each with up to 10 interactions.
    expect(extensions?.cost).toMatchObject({ requested: expect.closeTo(220, -1) });
  });

  test('a computed field of a plugin that is loaded but not installed is not in the schema', () => {
    const fields = (plugins: PluginDefinition[]) => {
      const type = new Installation([...productPlugins, ...plugins]).fullSchema.getType('Customer');
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    expect(fields([plugin('badges', [ShoutResolver])])).toContain('shout');
    expect(fields([])).not.toContain('shout');
  });
});

describe('names that are taken', () => {
  const failureOf = (...plugins: PluginDefinition[]): unknown => {
    try {
      return new Installation([...productPlugins, ...plugins]);
    } catch (error) {
      return error;
    }
  };

  /** A resolver class with one query of this name and type. */
  const queryOf = (name: string, type: () => unknown) => {
    @Resolver()
    class OtherResolver {
      @Query(type as never, { name, nullable: true, description: 'A query.' })
      ask() {
        return null;
      }
    }
    return OtherResolver;
  };
  const commandOf = (name: string) => {
    @Resolver()
    class OtherResolver {
      @Mutation(() => String, { name, description: 'A command.' })
      run() {
        return '';
      }
    }
    return OtherResolver;
  };
  const computedOf = (name: string) => {
    @Resolver(() => Customer)
    class OtherResolver {
      @Computed(() => String, { description: 'Computed.', needs: ['name'] })
      [name]() {
        return '';
      }
    }
    return OtherResolver;
  };
  const typed = (name: string) => {
    @ObjectType(name, { description: 'A type with a taken name.' })
    class Taken {
      @Field(() => String, { description: 'A text.' })
      text!: string;
    }
    return () => Taken;
  };

  test.each<[string, PluginDefinition[], RegExp]>([
    [
      'a query of two plugins',
      [plugin('one', [queryOf('greeting', () => String)]), plugin('two', [queryOf('greeting', () => String)])],
      /Query\.greeting is declared twice: by OtherResolver of the plugin "one" and by OtherResolver of the plugin "two"/,
    ],
    [
      'a mutation of two plugins',
      [plugin('one', [commandOf('greet')]), plugin('two', [commandOf('greet')])],
      /Mutation\.greet is declared twice: by .* "one" and by .* "two"/,
    ],
    [
      'a computed field of two plugins',
      [plugin('one', [computedOf('tier')]), plugin('two', [computedOf('tier')])],
      /Customer\.tier is declared twice: by .* "one" and by .* "two"/,
    ],
    [
      'a query that a record type brings',
      [plugin('one', [queryOf('customers', () => String)])],
      /Query\.customers is declared twice: by .* "one" and by the record type Customer/,
    ],
    [
      'a query that every installation has',
      [plugin('one', [queryOf('node', () => String)])],
      /Query\.node is declared twice: by .* "one" and by Rapport/,
    ],
    [
      'a mutation that a record type brings',
      [plugin('one', [commandOf('createCustomer')])],
      /Mutation\.createCustomer is declared twice: by .* "one" and by the record type Customer/,
    ],
    [
      'a field of the record type',
      [plugin('one', [computedOf('name')])],
      /Customer\.name is declared twice: by its class and by .* "one"/,
    ],
    [
      'a relation of the record type',
      [plugin('one', [computedOf('interactions')])],
      /Customer\.interactions is declared twice: by .* "one" and by a relation/,
    ],
    [
      'a type that a record type brings',
      [plugin('one', [queryOf('taken', typed('CustomerConnection'))])],
      /Two GraphQL types are named "CustomerConnection": the class Taken, and the one that Rapport generates \(A page of Customer records\.\)/,
    ],
    [
      'a type that every installation has',
      [plugin('one', [queryOf('taken', typed('PageInfo'))])],
      /named "PageInfo": the class Taken, and the one that Rapport generates/,
    ],
    [
      'the type of a record',
      [plugin('one', [queryOf('taken', typed('Customer'))])],
      /Two GraphQL types are named "Customer": the class Customer and the class Taken/,
    ],
  ])('%s stops the boot with both names', (_what, plugins, message) => {
    const failure = failureOf(...plugins);
    expect(failure).toBeInstanceOf(PluginError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(/[.`]$/) });
  });

  test('other names do not: the tests above can fail', () => {
    const free = plugin('free', [queryOf('greeting', typed('Greeting')), commandOf('greet'), computedOf('tier2')]);
    expect(failureOf(free)).toBeInstanceOf(Installation);
  });
});

describe('the SDK', () => {
  test('hands out the one type-graphql that the product builds its schema with', () => {
    const { Arg, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Query, Resolver, Root } = typeGraphql;
    expect(sdk).toMatchObject({
      Arg,
      Ctx,
      Field,
      FieldResolver,
      InputType,
      Mutation,
      ObjectType,
      Query,
      Resolver,
      Root,
    });
    const lock = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
      packages: object;
    };
    expect(Object.keys(lock.packages).filter((name) => /(^|\/)node_modules\/type-graphql$/.test(name))).toHaveLength(1);
  });
});
