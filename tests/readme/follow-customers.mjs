import fs from 'node:fs';
import { createClient } from 'graphql-ws';

const client = createClient({
  url: `${process.env.RAPPORT_URL.replace('http', 'ws')}/graphql`,
  connectionParams: { authorization: `Bearer ${process.env.RAPPORT_KEY}` },
  retryAttempts: 0,
});
const query = `subscription ($after: String) {
  customerChanged(after: $after) { cursor kind node { name } }
}`;

for (;;) {
  const after = fs.existsSync('customers.cursor') ? fs.readFileSync('customers.cursor', 'utf8') : null;
  try {
    for await (const { data, errors } of client.iterate({ query, variables: { after } })) {
      if (errors) throw errors[0];
      const { cursor, kind, node } = data.customerChanged;
      if (kind !== 'CHECKPOINT') console.log(kind, node?.name);
      fs.writeFileSync('customers.cursor', cursor); // Handled: after a break it goes on behind this one.
    }
  } catch (error) {
    console.error(error);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
