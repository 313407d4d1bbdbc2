import type { Client } from '@rapport/client';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { CustomerField } from './customer-field.tsx';
import { hold, type Outcome, release } from './holding.ts';
import type { PlacedUnit } from './use-board.ts';
import { Holder, Price, Until, wordOf } from './words.tsx';

interface Props {
  readonly client: Client;
  readonly unit: PlacedUnit;
  /** Id of the user who looks; null when the key acts for no user. */
  readonly me: string | null;
}

/** One unit, and what can be done with it. */
export function UnitPanel({ client, unit, me }: Props) {
  const { unitNumber, state, heldUntil, listPrice, livingArea, layout, claim } = unit;
  const mine = claim?.consultant?.id === me;
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  const run = async (doing: Promise<Outcome>) => {
    setBusy(true);
    setOutcome(await doing.catch((error: Error) => ({ text: error.message })));
    setBusy(false);
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const customerId = new FormData(event.currentTarget).get('customerId');
    if (customerId) run(hold(client, unit.id, String(customerId)));
  };
  return (
    <aside aria-label="Unit">
      <h2>
        {unitNumber} <span class={`state ${state}`}>{wordOf(state)}</span>
      </h2>
      <p class="detail">
        <Price of={listPrice} /> · {Number(livingArea)} m²{layout && ` · ${layout.name}`}
      </p>
      {claim && (
        <p>
          <Holder claim={claim} me={me} /> {heldUntil && <Until at={heldUntil} />}
        </p>
      )}
      {/* A hold of somebody else may be over before that is heard here: the server says whether it is. */}
      {(state === 'AVAILABLE' || (state === 'HELD' && !mine)) && (
        <form onSubmit={submit}>
          <CustomerField client={client} />
          <button type="submit" disabled={busy}>
            Hold
          </button>
        </form>
      )}
      {state === 'HELD' && claim && (
        <button type="button" class="quiet" disabled={busy} onClick={() => run(release(client, claim.id))}>
          Release
        </button>
      )}
      <output>
        {outcome?.text} {outcome?.holder && <Holder claim={outcome.holder} me={me} />}{' '}
        {outcome?.until && <Until at={outcome.until} />}
      </output>
    </aside>
  );
}
