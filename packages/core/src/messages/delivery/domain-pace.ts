const MINUTE_MS = 60_000;

/** How many mails go to one domain in a minute; each process keeps its own count. */
export class DomainPace {
  private readonly sent = new Map<string, number[]>();

  /** Whether one more may go now, which then counts. */
  take(domain: string, perMinute: number, now = Date.now()): boolean {
    const recent = (this.sent.get(domain) ?? []).filter((at) => at > now - MINUTE_MS);
    this.sent.set(domain, recent);
    if (recent.length >= perMinute) return false;
    recent.push(now);
    return true;
  }
}
