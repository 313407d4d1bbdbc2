import type { Worker } from 'node:cluster';

interface Connection {
  close(): void;
}

type Send = (message: unknown, handle?: Connection, ...others: unknown[]) => boolean;

/**
 * A worker that is killed while a connection is on its way to it never takes it, and Node keeps it open: the client
 * would wait for ever. Connections are handed over one at a time, so only the last one can be on its way.
 */
export function closeUnreceivedConnections(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send?.bind(child) as Send | undefined;
  if (!send) return;
  let last: Connection | undefined;
  const sendAndRemember: Send = (message, handle, ...others) => {
    if (handle) last = handle;
    return send(message, handle, ...others);
  };
  Object.assign(child, { send: sendAndRemember });
  // Closing one that was taken does nothing: it is closed on this side.
  worker.once('exit', () => last?.close());
}
