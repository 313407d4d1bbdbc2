import { type Client, createClient } from '@rapport/client';
import { useState } from 'preact/hooks';
import { Buildings } from './buildings.tsx';
import { SignIn } from './sign-in.tsx';

/** Where the installation is and with which key: kept as long as the window is open. */
export interface Access {
  readonly url: string;
  readonly key: string;
}

const KEPT = 'sales-board';

function keptClient(): Client | undefined {
  const kept = sessionStorage.getItem(KEPT);
  return kept === null ? undefined : createClient(JSON.parse(kept) as Access);
}

export function App() {
  const [client, setClient] = useState(keptClient);
  const enter = (access: Access) => {
    sessionStorage.setItem(KEPT, JSON.stringify(access));
    setClient(createClient(access));
  };
  const leave = () => {
    sessionStorage.removeItem(KEPT);
    setClient(undefined);
  };
  return client ? <Buildings client={client} onLeave={leave} /> : <SignIn onEnter={enter} />;
}
