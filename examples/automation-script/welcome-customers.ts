/**
 * Makes a task for every new customer: to welcome him. It may be killed at any moment and started again: it goes on after the
 * last customer that it has done with, and no customer is welcomed twice.
 *
 *   RAPPORT_URL=http://127.0.0.1:4000 RAPPORT_KEY=rk_... node welcome-customers.ts
 */
import { createClient } from '@rapport/client';
import { fileStore } from '@rapport/client/node';

interface NewCustomer {
  readonly customerChanged: {
    readonly id: string;
    readonly cursor: string;
    readonly at: string;
    readonly kind: 'CREATED' | 'UPDATED' | 'REMOVED';
    /** Null when the customer is gone, or out of sight. */
    readonly node: { readonly id: string; readonly name: string } | null;
  };
}

const CUSTOMERS = /* GraphQL */ `
  subscription ($after: String) {
    customerChanged(after: $after) { id cursor at kind node { id name } }
  }`;

const WELCOME = /* GraphQL */ `
  mutation ($input: CreateTaskInput!) {
    createTask(input: $input) { id }
  }`;

const {
  RAPPORT_URL: url = 'http://127.0.0.1:4000',
  RAPPORT_KEY: key = '',
  CURSOR_FILE = 'welcome.cursor',
} = process.env;
const client = createClient({ url, key });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const events = client.subscribe<NewCustomer>(CUSTOMERS, {
  store: fileStore(CURSOR_FILE),
  signal: stop.signal,
  onInterrupted: ({ message }) => console.error(message),
});
// Asking for the next event says that this one is done with.
for await (const { customerChanged: event } of events) {
  if (event.kind !== 'CREATED' || !event.node) continue;
  const dueAt = new Date(Date.parse(event.at) + 24 * 3_600_000).toISOString();
  const input = { title: `Welcome ${event.node.name}`, customerId: event.node.id, dueAt };
  // The key is made of the event: should it come again after a crash, the task is there already.
  await client.mutate(WELCOME, { input }, { idempotencyKey: `welcome ${event.id}` });
  console.log(`Welcome ${event.node.name}`);
}
