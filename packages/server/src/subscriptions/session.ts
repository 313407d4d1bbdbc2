import { isDeepStrictEqual } from 'node:util';
import { type Authenticator, PRINCIPAL_LIFETIME_MS, type Principal, RapportError } from '@rapport/kernel';

/** Whoever follows events is looked at anew at least this often while events reach him. */
const FRESH_MS = 5_000;
const LONGEST_TIMER_MS = 2_147_483_647;

/** Somebody who stays connected. All connections with one credential share it, and what is known of his rights. */
export class Session {
  principal: Principal;
  private readonly token: string;
  private readonly authenticator: Authenticator;
  private readonly enders = new Set<() => void>();
  private checkedAt = Date.now();
  private checking: Promise<Principal> | undefined;
  private expiry: NodeJS.Timeout | undefined;

  constructor(token: string, principal: Principal, authenticator: Authenticator) {
    this.token = token;
    this.principal = principal;
    this.authenticator = authenticator;
    this.watchExpiry();
  }

  /** How many connections share it. */
  get size(): number {
    return this.enders.size;
  }

  /** Calls \`end\` when the credential is good no longer; returns how to leave. */
  join(end: () => void): () => void {
    this.enders.add(end);
    return () => {
      this.enders.delete(end);
      if (this.enders.size === 0) clearTimeout(this.expiry);
    };
  }

  /** Whether what is known of him is not old. Changes of rights are events, which tell at once; this is for what is no event. */
  get isFresh(): boolean {
    return Date.now() - this.checkedAt < FRESH_MS;
  }

  /** What he may do when he begins something. */
  async begin(): Promise<Principal> {
    return Date.now() - this.checkedAt < PRINCIPAL_LIFETIME_MS ? this.principal : this.refresh();
  }

  /** What he may do at this moment. Throws UNAUTHENTICATED, and ends everything that stands on the credential. */
  refresh(): Promise<Principal> {
    this.checking ??= this.check().finally(() => {
      this.checking = undefined;
    });
    return this.checking;
  }

  private async check(): Promise<Principal> {
    try {
      const principal = await this.authenticator.reauthenticate(this.token);
      // Whoever follows compares principals, and need not look any further when nothing has changed.
      if (!isDeepStrictEqual(rightsOf(principal), rightsOf(this.principal))) this.principal = principal;
    } catch (error) {
      if (error instanceof RapportError && error.code === 'UNAUTHENTICATED') this.end();
      throw error;
    }
    this.checkedAt = Date.now();
    this.watchExpiry();
    return this.principal;
  }

  private watchExpiry(): void {
    clearTimeout(this.expiry);
    const { expiresAt } = this.principal;
    if (expiresAt === undefined) return;
    const left = Math.min(Math.max(0, expiresAt - Date.now()), LONGEST_TIMER_MS);
    this.expiry = setTimeout(() => (Date.now() >= expiresAt ? this.end() : this.watchExpiry()), left).unref();
  }

  private end(): void {
    for (const end of [...this.enders]) end();
  }
}

/** Everything of a principal that what he is told depends on. */
function rightsOf({ tenant, access, expiresAt, budgetPerSecond }: Principal): unknown {
  return [tenant, access.actor, access.role, access.rightsKey, expiresAt, budgetPerSecond];
}

/** The sessions of this process. */
export class Sessions {
  private readonly authenticator: Authenticator;
  private readonly perActor: number;
  private readonly byToken = new Map<string, Session>();

  constructor(authenticator: Authenticator, perActor: number) {
    this.authenticator = authenticator;
    this.perActor = perActor;
  }

  /** Lets a connection in; \`end\` is called when the credential is good no longer. Throws UNAUTHENTICATED, TOO_MANY_SUBSCRIPTIONS. */
  async open(token: string | undefined, end: () => void): Promise<{ session: Session; leave: () => void }> {
    const principal = await this.authenticator.authenticate(token);
    const key = token ?? '';
    let session = this.byToken.get(key);
    if (!session) {
      session = new Session(key, principal, this.authenticator);
      this.byToken.set(key, session);
    }
    if (session.size >= this.perActor) {
      throw new RapportError('TOO_MANY_SUBSCRIPTIONS', `There are ${this.perActor} connections with this credential.`);
    }
    const known = session;
    const part = known.join(end);
    const leave = () => {
      part();
      if (known.size === 0 && this.byToken.get(key) === known) this.byToken.delete(key);
    };
    return { session, leave };
  }
}
