import { type Client, RapportError } from '@rapport/client';
import { useEffect, useState } from 'preact/hooks';
import { SalesBoard } from './sales-board.tsx';
import { type Building, START, type Viewer } from './stock.ts';

interface Start {
  readonly viewer: Viewer;
  readonly estateBuildings: { readonly nodes: readonly Building[] };
}

interface Props {
  readonly client: Client;
  readonly onLeave: () => void;
}

/** Who is here, and which building he looks at. */
export function Buildings({ client, onLeave }: Props) {
  const [start, setStart] = useState<Start>();
  const [buildingId, setBuildingId] = useState<string>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    client
      .query<Start>(START)
      .then((answer) => {
        setStart(answer);
        setBuildingId(answer.estateBuildings.nodes[0]?.id);
      })
      .catch((error: Error) => setFault(error instanceof RapportError && error.hint ? error.hint : error.message));
  }, [client]);
  return (
    <>
      <header>
        <h1>Sales board</h1>
        <select
          aria-label="Building"
          value={buildingId}
          onChange={({ currentTarget }) => setBuildingId(currentTarget.value)}
        >
          {start?.estateBuildings.nodes.map(({ id, name, phase }) => (
            <option key={id} value={id}>
              {[phase?.project?.name, name].filter(Boolean).join(' · ')}
            </option>
          ))}
        </select>
        <span class="who">{start?.viewer.user?.name}</span>
        <button type="button" class="quiet" onClick={onLeave}>
          Leave
        </button>
      </header>
      {fault && (
        <p role="alert" class="fault">
          {fault}
        </p>
      )}
      {start && buildingId && (
        <SalesBoard key={buildingId} client={client} buildingId={buildingId} me={start.viewer.user?.id ?? null} />
      )}
      {start && !buildingId && <p class="empty">There is no building yet.</p>}
    </>
  );
}
