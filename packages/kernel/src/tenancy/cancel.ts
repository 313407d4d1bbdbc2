import net from 'node:net';
import type pg from 'pg';

/** What pg knows of a live connection but does not type. */
interface BackendIdentity {
  readonly processID: number;
  readonly secretKey: number;
  readonly host: string;
  readonly port: number;
}

const CANCEL_REQUEST_CODE = 80877102;

/**
 * Asks the server to stop what this client's connection is doing, by the protocol's own CancelRequest.
 * It also works through pgbouncer, which `pg_cancel_backend` does not.
 */
export function cancelBackend(client: pg.ClientBase): void {
  const { processID, secretKey, host, port } = client as unknown as BackendIdentity;
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  packet.writeInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
  socket.once('connect', () => socket.end(packet));
  // A server that cannot be reached has nothing left to cancel.
  socket.on('error', () => socket.destroy());
}
