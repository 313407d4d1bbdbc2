import type { Client } from '@rapport/client';
import { useState } from 'preact/hooks';
import { UnitPanel } from './unit-panel.tsx';
import { type PlacedUnit, useBoard } from './use-board.ts';
import { Price, Until, wordOf } from './words.tsx';

interface Props {
  readonly client: Client;
  readonly buildingId: string;
  /** Id of the user who looks; null when the key acts for no user. */
  readonly me: string | null;
}

export function SalesBoard({ client, buildingId, me }: Props) {
  const { units, fault } = useBoard(client, buildingId);
  const [chosen, setChosen] = useState<string>();
  const all = [...units.values()];
  const levels = [...new Set(all.map(({ level }) => level))].sort((a, b) => b - a);
  const lines = [...new Set(all.map(({ line }) => line))].sort((a, b) => a - b);
  const unit = units.get(chosen ?? '');
  return (
    <main>
      <Legend units={all} />
      {fault && <p class="fault">Not live at the moment: {fault}</p>}
      <div class="columns">
        <table>
          <tbody>
            {levels.map((level) => (
              <tr key={level}>
                <th scope="row">{level}</th>
                {lines.map((line) => (
                  <td key={line}>
                    {all
                      .filter((one) => one.level === level && one.line === line)
                      .map((one) => (
                        <Cell key={one.id} unit={one} me={me} chosen={one.id === chosen} onChoose={setChosen} />
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {unit ? (
          <UnitPanel key={unit.id} client={client} unit={unit} me={me} />
        ) : (
          <p class="empty">Choose a unit to hold it or to give it back.</p>
        )}
      </div>
    </main>
  );
}

/** How many units stand how. */
function Legend({ units }: { readonly units: readonly PlacedUnit[] }) {
  const states = [...new Set(units.map(({ state }) => state))].sort();
  return (
    <p class="legend">
      {states.map((state) => (
        <span key={state} class={`state ${state}`}>
          {wordOf(state)} <b>{units.filter((unit) => unit.state === state).length}</b>
        </span>
      ))}
    </p>
  );
}

interface CellProps extends Pick<Props, 'me'> {
  readonly unit: PlacedUnit;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
}

function Cell({ unit, me, chosen, onChoose }: CellProps) {
  const { id, unitNumber, state, heldUntil, listPrice, claim } = unit;
  const mine = claim?.consultant?.id === me ? 'mine' : '';
  return (
    <button
      type="button"
      class={`unit ${state} ${mine}`}
      data-unit={unitNumber}
      aria-pressed={chosen}
      onClick={() => onChoose(id)}
    >
      <strong>{unitNumber}</strong>
      <Price of={listPrice} />
      <span class="detail">
        {claim?.customer?.name ?? wordOf(state)} {state === 'HELD' && heldUntil && <Until at={heldUntil} />}
      </span>
    </button>
  );
}
