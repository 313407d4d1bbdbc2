import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '@rapport/testing';
import type { Client } from 'graphql-ws';
import { ask, RapportProcess } from '../product/rapport-process.ts';
import { CHANGES, connect, Followed } from './follow.ts';

const CREATE = 'mutation($name: String!) { createTeam(input: { name: $name }) { id } }';

/** What must hold of two processes on one database, whichever way they tell each other of new events. */
export function twoProcessesShareEvents(
  appOf: () => TestApp,
  eventBus: () => string,
  disturb?: (app: TestApp) => Promise<void>,
): void {
  let app: TestApp;
  let servers: RapportProcess[];
  let urls: string[];
  const clients: Client[] = [];

  beforeAll(async () => {
    app = appOf();
    const { host, user, password, database } = app.database.api;
    const environment = {
      DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
      LOG_LEVEL: 'error',
      EVENT_BUS: eventBus(),
    };
    servers = [new RapportProcess(environment), new RapportProcess(environment)];
    urls = await Promise.all(servers.map((server) => server.url()));
  }, 40_000);
  afterAll(async () => {
    for (const client of clients) client.dispose();
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
  });

  test('[GU6] subscribers of either hear of what is written through the other, in one order and without a gap', async () => {
    const followed = urls.map((url) => {
      const client = connect(url, app.alpha.admin.key);
      clients.push(client);
      return new Followed(client, CHANGES, { types: ['team.*'] });
    });
    await Promise.all(followed.map((one) => one.until(({ events }) => events.length > 0)));
    const make = async (name: string, index: number) => {
      const { body } = await ask(urls[index % urls.length] ?? '', app.alpha.admin.key, CREATE, { name });
      expect(body.errors).toBeUndefined();
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => make(`${eventBus()} before ${index}`, index)));
    await disturb?.(app);
    await Promise.all(Array.from({ length: 40 }, (_, index) => make(`${eventBus()} after ${index}`, index)));
    await Promise.all(followed.map((one) => one.has(80)));
    const [first, second] = followed.map(({ changes }) => changes.map(({ sequence }) => Number(sequence)));
    expect(first).toEqual(second);
    expect(first?.map((sequence) => sequence - (first[0] ?? 0))).toEqual(
      Array.from({ length: 80 }, (_, index) => index),
    );
  }, 60_000);
}
