import { createClient } from '@rapport/client';
import { fileStore } from '@rapport/client/node';

const client = createClient({ url: process.env.RAPPORT_URL, key: process.env.RAPPORT_KEY });
const query = `subscription ($after: String) {
  customerChanged(after: $after) { id cursor kind node { name } }
}`;

// An event is handled when the next one is asked for: from then on its cursor is kept.
for await (const { customerChanged } of client.subscribe(query, { store: fileStore('customers.cursor') })) {
  console.log(customerChanged.kind, customerChanged.node?.name);
}
