import type { Principal } from '@rapport/kernel';
import type { App, ServerContext } from '@rapport/server';
import type { GraphQLFormattedError } from 'graphql';
import { TestSubscription } from './test-subscription.ts';

export interface GraphQLAnswer<Data = Record<string, never>> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Someone who asks: a role of a tenant, with an API key of his own. */
export class TestClient {
  readonly key: string;
  private readonly app: App;

  constructor(app: App, key: string) {
    this.app = app;
    this.key = key;
  }

  /** Runs an operation as the server does, without a socket: by one statement where it can. */
  async ask<Data = Record<string, never>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<GraphQLAnswer<Data>> {
    const context = await this.context();
    const json = await this.app.compiled.answer({ query, operationName: undefined, variables }, context);
    return json === undefined ? this.execute(query, variables, context) : (JSON.parse(json) as GraphQLAnswer<Data>);
  }

  /** The same by resolvers, whatever could be had by one statement. */
  async askExecutor<Data = Record<string, never>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<GraphQLAnswer<Data>> {
    return this.execute(query, variables, await this.context());
  }

  /** The bytes of an answer by one statement; undefined where resolvers must answer. The question must have been asked before. */
  async askCompiled(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<string | undefined> {
    return this.app.compiled.answer({ query, operationName: undefined, variables }, await this.context());
  }

  /** Asks again as long as others who write at the same time keep it waiting for too long: errors say no more of that. */
  async askInTheEnd<Data = Record<string, never>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<GraphQLAnswer<Data>> {
    const answer = await this.ask<Data>(query, variables);
    return answer.errors?.[0]?.extensions?.code === 'BUSY' ? this.askInTheEnd(query, variables) : answer;
  }

  /** Follows events as a connection that stays open does, without a socket. */
  subscribe<Data = Record<string, never>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<TestSubscription<Data>> {
    return TestSubscription.open<Data>(this.app, this.key, { query, variables });
  }

  private async context(): Promise<ServerContext> {
    return this.app.contextOf(await this.principal(), new AbortController().signal);
  }

  private async execute<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    contextValue: ServerContext,
  ): Promise<GraphQLAnswer<Data>> {
    const apollo = await this.app.apolloFor(contextValue.principal);
    const { body } = await apollo.executeOperation({ query, variables: { ...variables } }, { contextValue });
    if (body.kind !== 'single') throw new Error('Test operations have single answers.');
    return JSON.parse(JSON.stringify(body.singleResult)) as GraphQLAnswer<Data>;
  }

  /** Data of a query or a mutation that must succeed. */
  async get<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.ask<Data>(query, variables);
    if (errors || !data) throw new Error(`The operation failed: ${JSON.stringify(errors, null, 2)}`);
    return data;
  }

  /** Creates a record that must be accepted; returns what is selected of it. */
  async create<Row = { id: string }>(type: string, input: object, selection = 'id'): Promise<Row> {
    const document = `mutation($input: Create${type}Input!) { it: create${type}(input: $input) { ${selection} } }`;
    return (await this.get<{ it: Row }>(document, { input })).it;
  }

  /** The error with which the creation of a record is refused. */
  refusedToCreate(type: string, input: object): ReturnType<TestClient['refused']> {
    return this.refused(`mutation($input: Create${type}Input!) { it: create${type}(input: $input) { id } }`, { input });
  }

  /** First error of an operation that must fail. */
  async refused(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<{ code: string; message: string; [detail: string]: unknown }> {
    const { data, errors } = await this.ask(query, variables);
    const [error] = errors ?? [];
    if (!error) throw new Error(`The operation succeeded: ${JSON.stringify(data)}`);
    return { ...(error.extensions as { code: string }), message: error.message };
  }

  principal(): Promise<Principal> {
    return this.app.authenticator.authenticate(this.key);
  }
}
