import type { Client } from '@rapport/client';
import { useEffect, useState } from 'preact/hooks';
import { BOARD, CHANGES, type Unit } from './stock.ts';

interface BoardAnswer {
  readonly eventCursor: string;
  readonly estateBuilding: {
    readonly floors: {
      readonly nodes: readonly { readonly level: number; readonly units: { readonly nodes: readonly Unit[] } }[];
    };
  } | null;
}

interface Change {
  readonly estateUnitChanged: {
    readonly kind: 'CREATED' | 'UPDATED' | 'REMOVED';
    readonly recordId: string;
    readonly node: (Unit & { readonly floor: { readonly level: number } | null }) | null;
  };
}

export interface PlacedUnit extends Unit {
  /** The floor on which it is. */
  readonly level: number;
}

export interface Board {
  readonly units: Units;
  /** Why the board stands still; missing while it is live. */
  readonly fault: string | undefined;
}

type Units = ReadonlyMap<string, PlacedUnit>;

/** The units of a building, read once and followed from there on: nothing is missed, and nothing is asked for again. */
export function useBoard(client: Client, buildingId: string): Board {
  const [units, setUnits] = useState<Units>(new Map());
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const read = async (): Promise<string> => {
      const { eventCursor, estateBuilding } = await client.query<BoardAnswer>(BOARD, { buildingId }, { signal });
      const floors = estateBuilding?.floors.nodes ?? [];
      setUnits(
        new Map(floors.flatMap(({ level, units: { nodes } }) => nodes.map((unit) => [unit.id, { ...unit, level }]))),
      );
      return eventCursor;
    };
    const follow = async () => {
      const after = await read();
      const changes = client.subscribe<Change>(CHANGES, {
        variables: { buildingId },
        after,
        signal,
        onInterrupted: ({ message }) => setFault(message),
        onExpired: read,
      });
      for await (const { estateUnitChanged: change } of changes) {
        setFault(undefined);
        setUnits((known) => changed(known, change));
      }
    };
    follow().catch((error: Error) => {
      if (!signal.aborted) setFault(error.message);
    });
    return () => leaving.abort();
  }, [client, buildingId]);
  return { units, fault };
}

function changed(known: Units, { kind, recordId, node }: Change['estateUnitChanged']): Units {
  const next = new Map(known);
  if (kind === 'REMOVED' || !node?.floor) next.delete(recordId);
  else next.set(node.id, { ...node, level: node.floor.level });
  return next;
}
