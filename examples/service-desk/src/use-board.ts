import type { Client } from '@rapport/client';
import { useEffect, useState } from 'preact/hooks';
import { BOARD, CHANGES, type ServiceRequest } from './requests.ts';

interface BoardAnswer {
  readonly eventCursor: string;
  readonly queueBoard: { readonly nodes: readonly ServiceRequest[] };
}

interface Change {
  readonly queueBoardChanged: {
    readonly kind: 'CREATED' | 'UPDATED' | 'REMOVED';
    readonly recordId: string;
    readonly node: ServiceRequest | null;
  };
}

export interface Board {
  readonly requests: readonly ServiceRequest[];
  /** Why the board stands still; missing while it is live. */
  readonly fault: string | undefined;
}

type Requests = ReadonlyMap<string, ServiceRequest>;

/** The requests of a queue, read once and followed from there on: nothing is missed, and nothing is asked for again. */
export function useBoard(client: Client, queueId: string): Board {
  const [requests, setRequests] = useState<Requests>(new Map());
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const read = async (): Promise<string> => {
      const { eventCursor, queueBoard } = await client.query<BoardAnswer>(BOARD, { queueId }, { signal });
      setRequests(new Map(queueBoard.nodes.map((request) => [request.id, request])));
      return eventCursor;
    };
    const follow = async () => {
      const after = await read();
      const changes = client.subscribe<Change>(CHANGES, {
        variables: { queueId },
        after,
        signal,
        onInterrupted: ({ message }) => setFault(message),
        onExpired: read,
      });
      for await (const { queueBoardChanged: change } of changes) {
        setFault(undefined);
        setRequests((known) => changed(known, change));
      }
    };
    follow().catch((error: Error) => {
      if (!signal.aborted) setFault(error.message);
    });
    return () => leaving.abort();
  }, [client, queueId]);
  return { requests: [...requests.values()].sort(pressing), fault };
}

function changed(known: Requests, { kind, recordId, node }: Change['queueBoardChanged']): Requests {
  const next = new Map(known);
  if (kind === 'REMOVED' || !node) next.delete(recordId);
  else next.set(node.id, node);
  return next;
}

/** What runs out first comes first; what has no clock comes last, the oldest first. */
function pressing(a: ServiceRequest, b: ServiceRequest): number {
  const due = ({ dueAt }: ServiceRequest) => (dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt));
  return due(a) - due(b) || a.priority - b.priority || (a.createdAt < b.createdAt ? -1 : 1);
}
