import fs from 'node:fs';
import { startEmbeddedPostgres } from '@rapport/server';
import { createTestApp } from '@rapport/testing';
import pg from 'pg';
import { temporaryFolder } from '../product.mjs';

const ALL_DAY = { from: '00:00', until: '24:00' };
const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** A tenant with a calendar, a promise, a queue and a customer with a contract, on a Postgres of its own that flushes to disk. */
export async function openDesk() {
  const home = temporaryFolder('service');
  fs.chmodSync(home, 0o755);
  const postgres = await startEmbeddedPostgres({ home });
  const { host, port, password } = postgres;
  process.env.RAPPORT_TEST_POSTGRES = JSON.stringify({ host, port, password });
  const app = await createTestApp();
  const manager = app.alpha.as('manager');
  const { id: calendarId } = await manager.create('BusinessCalendar', {
    name: 'Always',
    timeZone: 'Asia/Taipei',
    hours: DAYS.map((day) => ({ day, ...ALL_DAY })),
  });
  const { id: policyId } = await manager.create('SlaPolicy', {
    name: 'Standard',
    calendarId,
    targets: [
      { milestone: 'FIRST_RESPONSE', minutes: 240 },
      { milestone: 'RESOLUTION', minutes: 2_400 },
    ],
  });
  const { id: queueId } = await manager.create('Queue', { name: 'Hotline' });
  const customerId = await app.alpha.customer();
  const contract = { customerId, name: 'Care', startsOn: '2020-01-01', endsOn: '2099-01-01' };
  const { id: contractId } = await manager.create('ServiceContract', contract);
  await manager.create('Entitlement', { contractId, policyId, name: 'Care' });
  await manager.get('mutation($id: ID!) { activateServiceContract(id: $id) { id } }', { id: contractId });
  const clients = [];
  const connect = async () => {
    const client = new pg.Client(app.database.superuser);
    await client.connect();
    clients.push(client);
    return client;
  };
  return {
    app,
    connect,
    policyId,
    calendarId,
    queueId,
    customerId,
    close: async () => {
      for (const client of clients) await client.end();
      await app.close();
      await postgres.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Runs `one` so often, so many at a time; how many a second. */
export async function rateOf(count, parallel, one) {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: parallel }, async (_, lane) => {
      while (next < count) await one(next++, lane);
    }),
  );
  return (count / (performance.now() - started)) * 1_000;
}
