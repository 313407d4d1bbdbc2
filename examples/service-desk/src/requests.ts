/** What the board shows of a request. */
export interface ServiceRequest {
  readonly id: string;
  readonly subject: string;
  readonly kind: string;
  readonly priority: number;
  readonly state: string;
  readonly dueAt: string | null;
  readonly createdAt: string;
  readonly customer: { readonly name: string } | null;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly clocks: { readonly nodes: readonly SlaClock[] };
}

export interface SlaClock {
  readonly id: string;
  readonly milestone: 'FIRST_RESPONSE' | 'RESOLUTION';
  readonly state: 'RUNNING' | 'PAUSED' | 'STOPPED';
  readonly dueAt: string | null;
  readonly breachedAt: string | null;
  readonly remainingSeconds: number;
}

export interface Queue {
  readonly id: string;
  readonly name: string;
}

export interface Viewer {
  readonly user: { readonly id: string; readonly name: string } | null;
}

export const START = 'query { viewer { user { id name } } queues(first: 100) { nodes { id name } } }';

const SHOWN = `fragment Shown on ServiceRequest {
  id subject kind priority state dueAt createdAt customer { name } owner { id name }
  clocks(first: 5) { nodes { id milestone state dueAt breachedAt remainingSeconds } }
}`;

/** The board as it is, and the cursor after which everything that changes it comes as an event. */
export const BOARD = `query Board($queueId: ID!) {
  eventCursor
  queueBoard(queueId: $queueId) {
    nodes { ...Shown }
  }
}
${SHOWN}`;

/** A request that leaves the queue, or is resolved, comes as REMOVED. */
export const CHANGES = `subscription Changes($queueId: ID!, $after: String) {
  queueBoardChanged(queueId: $queueId, after: $after) {
    id cursor kind recordId node { ...Shown }
  }
}
${SHOWN}`;

export const CLAIM = 'mutation Claim($queueId: ID!) { claimServiceRequest(queueId: $queueId) { id subject } }';
