import { type Client, RapportError } from '@rapport/client';
import { useEffect, useState } from 'preact/hooks';
import { QueueBoard } from './queue-board.tsx';
import { type Queue, START, type Viewer } from './requests.ts';

interface Start {
  readonly viewer: Viewer;
  readonly queues: { readonly nodes: readonly Queue[] };
}

interface Props {
  readonly client: Client;
  readonly onLeave: () => void;
}

/** Who is here, and which queue he looks at. */
export function Desk({ client, onLeave }: Props) {
  const [start, setStart] = useState<Start>();
  const [queueId, setQueueId] = useState<string>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    client
      .query<Start>(START)
      .then((answer) => {
        setStart(answer);
        setQueueId(answer.queues.nodes[0]?.id);
      })
      .catch((error: Error) => setFault(error instanceof RapportError && error.hint ? error.hint : error.message));
  }, [client]);
  return (
    <>
      <header>
        <h1>Service desk</h1>
        <select aria-label="Queue" value={queueId} onChange={({ currentTarget }) => setQueueId(currentTarget.value)}>
          {start?.queues.nodes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
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
      {start && queueId && <QueueBoard client={client} queueId={queueId} me={start.viewer.user?.id ?? null} />}
      {start && !queueId && <p class="empty">There is no queue yet.</p>}
    </>
  );
}
