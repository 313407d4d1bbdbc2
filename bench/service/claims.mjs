const AGENTS = 50;

/** Fifty agents claim from one queue until it is empty. */
export async function measureClaims({ app, customerId }, { requests }) {
  const manager = app.alpha.as('manager');
  const { id: queueId } = await manager.create('Queue', { name: 'Claims' });
  const { roles } = await app.alpha.admin.get('{ roles(first: 50) { nodes { id key } } }');
  const roleId = roles.nodes.find(({ key }) => key === 'service').id;
  const clients = [];
  for (let n = 0; n < AGENTS; n++) {
    const { id: userId } = await app.alpha.admin.create('User', {
      name: `Agent ${n}`,
      email: `agent${n}@alpha.example`,
      roleId,
    });
    await manager.create('QueueMember', { queueId, userId, capacity: 1000 });
    const input = { name: `Agent ${n}`, roleId, userId };
    const { createApiKey } = await app.alpha.admin.get(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input },
    );
    clients.push(app.client(createApiKey.secret));
  }
  for (let n = 0; n < requests; n++)
    await app.alpha
      .as('service')
      .create('ServiceRequest', { customerId, queueId, kind: 'FAULT', subject: 'Boiler leaks' });
  const claimed = [];
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (;;) {
        const { it } = await client.get('mutation($id: ID!) { it: claimServiceRequest(queueId: $id) { id } }', {
          id: queueId,
        });
        if (!it) return;
        claimed.push(it.id);
      }
    }),
  );
  const rate = (claimed.length / (performance.now() - started)) * 1_000;
  const twice = claimed.length - new Set(claimed).size;
  return [
    [`claims per second, ${AGENTS} agents`, Math.round(rate), '', '', ''],
    ['requests claimed twice, and left over', `${twice}, ${requests - claimed.length}`, '', '', '0, 0'],
  ];
}
