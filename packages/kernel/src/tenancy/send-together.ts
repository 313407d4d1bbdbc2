import type { Socket } from 'node:net';
import type pg from 'pg';

/** What pg has and does not type. */
interface Connected {
  readonly connection: { readonly stream: Socket };
}

/** Lets all that is sent to the server until the event loop goes on leave as one write: each costs a call of the system. */
export function sendTogether(client: pg.ClientBase): void {
  const { stream } = (client as unknown as Connected).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
