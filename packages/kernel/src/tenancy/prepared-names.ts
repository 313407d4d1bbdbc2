import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { serialize } from 'pg-protocol';
import type { NamedStatement, ProtocolConnection } from './text-query.ts';

/** Statements that a connection keeps prepared; Postgres keeps a plan for each in its memory. */
export const PREPARED_STATEMENTS = 500;

interface ClientConnection extends ProtocolConnection {
  /** What pg takes for prepared. */
  readonly parsedStatements: Record<string, string>;
}

const namesOf = new WeakMap<pg.ClientBase, LRUCache<string, string>>();
let names = 0;

/** Name under which this client prepares a text: parsed and planned once, not each time. */
export function preparedName(client: pg.ClientBase, text: string): string {
  const known = namesOf.get(client) ?? remember(client);
  const name = known.get(text) ?? `p${++names}`;
  known.set(text, name);
  return name;
}

/** The statement under its name on this client. */
export function namedStatement(client: pg.ClientBase, text: string): NamedStatement {
  const name = preparedName(client, text);
  return { name, text, isNew: connectionOf(client).parsedStatements[name] === undefined };
}

/** Notes that the server has prepared the statement. */
export function notePrepared(client: pg.ClientBase, { name, text }: NamedStatement): void {
  connectionOf(client).parsedStatements[name] = text;
}

/** Forgets on the server what a failed statement may have prepared there. */
export function dropPrepared(client: pg.ClientBase, { name }: NamedStatement): void {
  connectionOf(client).stream.write(serialize.close({ type: 'S', name }));
}

const connectionOf = (client: pg.ClientBase) => (client as unknown as { connection: ClientConnection }).connection;

function remember(client: pg.ClientBase): LRUCache<string, string> {
  const known = new LRUCache<string, string>({
    max: PREPARED_STATEMENTS,
    dispose: (name, _text, reason) => {
      if (reason !== 'evict') return;
      const connection = connectionOf(client);
      delete connection.parsedStatements[name];
      connection.stream.write(serialize.close({ type: 'S', name }));
    },
  });
  namesOf.set(client, known);
  return known;
}
