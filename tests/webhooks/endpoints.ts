import type { TestApp, TestClient } from '@rapport/testing';

/** Environment in which a receiver of this machine may be sent to. */
export const webhookEnvironment = {
  WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
};

export interface Endpoint {
  readonly id: string;
  readonly secret: string;
}

export const CREATE =
  'mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { secret webhookEndpoint { id } } }';

export async function makeEndpoint(who: TestClient, input: Record<string, unknown>): Promise<Endpoint> {
  const { createWebhookEndpoint: made } = await who.get<{
    createWebhookEndpoint: { secret: string; webhookEndpoint: { id: string } };
  }>(CREATE, { input });
  return { id: made.webhookEndpoint.id, secret: made.secret };
}

export interface LoggedDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly cursor: string;
  readonly attempt: number;
  readonly replayed: boolean;
  readonly delivered: boolean;
  readonly status: number | null;
  readonly fault: string | null;
  readonly latencyMs: number;
  readonly createdAt: string;
  readonly nextAttemptAt: string | null;
}

/** The delivery log of an endpoint, the oldest first. */
export async function deliveriesOf(who: TestClient, id: string): Promise<LoggedDelivery[]> {
  const { webhookEndpoint } = await who.get<{ webhookEndpoint: { deliveries: { nodes: LoggedDelivery[] } } }>(
    `query($id: ID!) { webhookEndpoint(id: $id) { deliveries(first: 200, orderBy: [{ field: CREATED_AT }]) {
      nodes { id eventId eventType cursor attempt replayed delivered status fault latencyMs createdAt nextAttemptAt } } } }`,
    { id },
  );
  return webhookEndpoint.deliveries.nodes;
}

export async function stateOf(who: TestClient, id: string) {
  const { webhookEndpoint } = await who.get<{ webhookEndpoint: { state: string; pauseReason: string | null } }>(
    'query($id: ID!) { webhookEndpoint(id: $id) { state pauseReason } }',
    { id },
  );
  return webhookEndpoint;
}

/** Lets the time of the next try come. */
export async function passTime(app: TestApp, id: string): Promise<void> {
  await app.sql('update webhook_progress set next_try_at = now() where endpoint_id = $1', [id.slice(4)]);
}

export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
