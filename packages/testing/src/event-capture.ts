import type { TestApp } from './test-app.ts';
import type { TestClient } from './test-client.ts';

/** An event as an administrator sees it. */
export interface CapturedEvent {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly recordId: string | null;
  readonly changedFields: readonly string[];
  /** New values of what changed, or the payload of an event that a plugin published. */
  readonly patch: Readonly<Record<string, unknown>> | null;
}

const EVENTS = `query($after: String!, $types: [String!]) { events(after: $after, types: $types, first: 200) {
  nodes { id type actor recordId changedFields patch } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  readonly events: {
    readonly nodes: readonly CapturedEvent[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

/** What happened in a tenant since a moment. */
export class EventCapture {
  private readonly app: TestApp;
  private readonly client: TestClient;
  private readonly types: readonly string[] | undefined;
  private readonly from: string;

  private constructor(app: TestApp, client: TestClient, types: readonly string[] | undefined, from: string) {
    this.app = app;
    this.client = client;
    this.types = types;
    this.from = from;
  }

  static async begin(app: TestApp, client: TestClient, types: readonly string[] | undefined): Promise<EventCapture> {
    await app.drain();
    const { eventCursor } = await client.get<{ eventCursor: string }>('{ eventCursor }');
    return new EventCapture(app, client, types, eventCursor);
  }

  /** All events since then, in their order, once nothing is left to be done. */
  async events(): Promise<CapturedEvent[]> {
    await this.app.drain();
    const found: CapturedEvent[] = [];
    let page: Page['events'] | undefined;
    do {
      const after = page?.pageInfo.endCursor ?? this.from;
      page = (await this.client.get<Page>(EVENTS, { after, types: this.types })).events;
      found.push(...page.nodes);
    } while (page.pageInfo.hasNextPage);
    return found;
  }
}
