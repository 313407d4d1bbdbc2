import type { Client } from '@rapport/client';
import { useEffect, useState } from 'preact/hooks';
import { CUSTOMERS, type Customer } from './stock.ts';

interface Found {
  readonly customers: { readonly nodes: readonly Customer[] };
}

/** Finds a customer by what is typed; gives `customerId` to the form in which it stands. */
export function CustomerField({ client }: { readonly client: Client }) {
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly Customer[]>([]);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    setFound([]);
    setFault(undefined);
    if (search.trim() === '') return;
    const stale = new AbortController();
    client
      .query<Found>(CUSTOMERS, { search }, { signal: stale.signal })
      .then(({ customers }) => setFound(customers.nodes))
      .catch((error: Error) => {
        if (!stale.signal.aborted) setFault(error.message);
      });
    return () => stale.abort();
  }, [client, search]);
  return (
    <>
      <label>
        For
        <input
          type="search"
          placeholder="Name, phone or e-mail"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </label>
      <select name="customerId" aria-label="Customer" size={3} required>
        {found.map(({ id, name }, index) => (
          <option key={id} value={id} selected={index === 0}>
            {name}
          </option>
        ))}
      </select>
      {fault && <p class="fault">{fault}</p>}
    </>
  );
}
