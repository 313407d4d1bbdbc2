import type { Client } from '@rapport/client';
import { useState } from 'preact/hooks';
import { Clock, useNow } from './clock.tsx';
import { CLAIM, type ServiceRequest, type SlaClock } from './requests.ts';
import { useBoard } from './use-board.ts';

interface Props {
  readonly client: Client;
  readonly queueId: string;
  /** Id of the user who looks; null when the key acts for no user. */
  readonly me: string | null;
}

interface Claimed {
  readonly claimServiceRequest: { readonly id: string; readonly subject: string } | null;
}

export function QueueBoard({ client, queueId, me }: Props) {
  const { requests, fault } = useBoard(client, queueId);
  const [note, setNote] = useState('');
  const [claiming, setClaiming] = useState(false);
  const now = useNow();
  const waiting = requests.filter(({ owner }) => owner === null);
  const taken = requests.filter(({ owner }) => owner !== null);

  /** The server says which one it is: two who ask at once get two. */
  const claim = async () => {
    setClaiming(true);
    try {
      const { claimServiceRequest: mine } = await client.mutate<Claimed>(CLAIM, { queueId });
      setNote(mine ? `Yours: ${mine.subject}` : 'Nothing waits for you here.');
    } catch (error) {
      setNote(error instanceof Error ? error.message : String(error));
    }
    setClaiming(false);
  };

  return (
    <main>
      <p class="bar">
        <button type="button" onClick={claim} disabled={claiming}>
          Take the next one
        </button>
        <output>{note}</output>
        {fault && <span class="fault">Not live at the moment: {fault}</span>}
      </p>
      <section class="columns">
        <List title="Waiting" requests={waiting} now={now} me={me} />
        <List title="At work" requests={taken} now={now} me={me} />
      </section>
    </main>
  );
}

interface ListProps extends Pick<Props, 'me'> {
  readonly title: string;
  readonly requests: readonly ServiceRequest[];
  readonly now: number;
}

function List({ title, requests, now, me }: ListProps) {
  return (
    <section aria-label={title}>
      <h2>
        {title} <small>{requests.length}</small>
      </h2>
      <ul>
        {requests.map((request) => (
          <li key={request.id} data-id={request.id} class={request.owner?.id === me ? 'mine' : ''}>
            <span class={`priority p${request.priority}`} title="Priority">
              {request.priority}
            </span>
            <strong>{request.subject}</strong>
            <span class="detail">
              {request.customer?.name} · {wordOf(request.kind)} · {wordOf(request.state)}
              {request.owner && ` · ${request.owner.id === me ? 'you' : request.owner.name}`}
            </span>
            <span class="clocks">
              {[...request.clocks.nodes].sort(sooner).map((clock) => (
                <Clock key={clock.id} clock={clock} now={now} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      {requests.length === 0 && <p class="empty">Nothing.</p>}
    </section>
  );
}

const sooner = (a: SlaClock, b: SlaClock): number => ((a.dueAt ?? '9') < (b.dueAt ?? '9') ? -1 : 1);

const wordOf = (value: string): string => value.toLowerCase().replaceAll('_', ' ');
