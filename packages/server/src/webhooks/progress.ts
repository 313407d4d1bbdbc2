import { type LogPosition, newUuid, type Statement, type StatementRunner } from '@rapport/kernel';
import type { Attempt } from './attempt.ts';
import type { Message } from './messages.ts';
import { type EndpointKey, keyValues } from './webhook.store.ts';
import type { WebhookFilter } from './webhook-endpoint.record.ts';

/** A part of the log that is being sent, and how far that has come: what happens, or a range once more. */
export interface Lane extends LogPosition {
  /** Tries of the event that comes next. */
  readonly tries: number;
  /** Of a range that is sent once more. */
  readonly replay: { readonly id: string; readonly untilSeq: number } | undefined;
}

/** How a lane goes on. */
export interface Step {
  readonly seq: number;
  readonly tries: number;
  /** Milliseconds until something may be sent again. */
  readonly pause: number;
}

/** An endpoint that may be sent to, as it is now. */
export interface Target {
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly filter: WebhookFilter | null;
  readonly fields: readonly string[] | null;
  /** Database form. */
  readonly ownerId: string;
  /** What is due: what happens, and the oldest range that is to be sent once more. */
  readonly lanes: readonly Lane[];
}

interface TargetRow {
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly filter: WebhookFilter | null;
  readonly fields: readonly string[] | null;
  readonly owner_id: string;
  readonly epoch: number;
  readonly seq: string;
  readonly tries: number;
  readonly due: boolean;
  readonly replay: { id: string; epoch: number; seq: number; until_seq: number; tries: number } | null;
}

const LOAD = `
select e.url, e.types, e.filter, e.fields, e.owner_id, p.epoch, p.seq, p.tries, p.next_try_at <= now() as due, r.replay
from webhook_progress p
join webhook_endpoint e on e.tenant_id = p.tenant_id and e.id = p.endpoint_id
left join lateral (
  select to_json(r) as replay from webhook_replay r
  where r.tenant_id = p.tenant_id and r.endpoint_id = p.endpoint_id and r.next_try_at <= now()
  order by r.asked_at, r.id limit 1) r on true
where p.tenant_id = $1 and p.endpoint_id = $2 and p.leased_by = $3 and e.state = 'ACTIVE' and e.deleted_at is null`;

const STANDS = `
select 1 from webhook_progress p join webhook_endpoint e on e.tenant_id = p.tenant_id and e.id = p.endpoint_id
where p.tenant_id = $1 and p.endpoint_id = $2 and p.leased_by = $3 and e.state = 'ACTIVE' and e.deleted_at is null
  and ($4 or (p.epoch = $5 and p.seq = $6))`;

/** Nothing is moved once the lease is another's, or once the lane was moved elsewhere. */
const MOVE = `
update webhook_progress p set seq = $6, tries = $7, next_try_at = now() + make_interval(secs => $8)
where p.tenant_id = $1 and p.endpoint_id = $2 and p.leased_by = $3 and p.epoch = $4 and p.seq = $5
returning p.next_try_at`;

const MOVE_REPLAY = `
update webhook_replay r set seq = $6, tries = $7, next_try_at = now() + make_interval(secs => $8)
from webhook_progress p
where r.tenant_id = $1 and r.endpoint_id = $2 and r.epoch = $4 and r.seq = $5 and r.id = $9
  and p.tenant_id = $1 and p.endpoint_id = $2 and p.leased_by = $3
returning r.next_try_at`;

/** Where an endpoint stands, as long as this process holds its lease. */
export class Progress {
  readonly key: EndpointKey;
  private readonly node: string;

  constructor(key: EndpointKey, node: string) {
    this.key = key;
    this.node = node;
  }

  /** Undefined when the lease is another's by now, or when nothing may be sent any more. */
  async load(runner: StatementRunner): Promise<Target | undefined> {
    const [row] = await runner.run<TargetRow>({ text: LOAD, values: this.holder });
    if (!row) return undefined;
    const { url, types, filter, fields, owner_id: ownerId, epoch, tries, due, replay } = row;
    const lanes: Lane[] = due ? [{ epoch, seq: Number(row.seq), tries, replay: undefined }] : [];
    if (replay) {
      const { id, until_seq: untilSeq } = replay;
      lanes.push({ epoch: replay.epoch, seq: replay.seq, tries: replay.tries, replay: { id, untilSeq } });
    }
    return { url, types, filter, fields, ownerId, lanes };
  }

  /** Whether what was read of the lane may still be sent: what happens after a pause must not be. */
  async stands(runner: StatementRunner, { replay, epoch, seq }: Lane): Promise<boolean> {
    const values = [...this.holder, replay !== undefined, epoch, seq];
    return (await runner.run({ text: STANDS, values })).length > 0;
  }

  /** Goes on, and notes the try that led there; false when that is no longer ours to say. */
  async take(
    runner: StatementRunner,
    lane: Lane,
    step: Step,
    tried?: { readonly message: Message; readonly attempt: Attempt; readonly isLast: boolean },
  ): Promise<boolean> {
    const move = lane.replay ? MOVE_REPLAY : MOVE;
    const values = [...this.holder, lane.epoch, lane.seq, step.seq, step.tries, step.pause / 1_000];
    if (lane.replay) values.push(lane.replay.id);
    const statement = tried ? noted(move, values, lane, tried) : { text: move, values };
    return (await runner.run(statement)).length > 0;
  }

  /** Ends a range that is sent once more. */
  async endReplay(runner: StatementRunner, id: string): Promise<void> {
    await runner.run({
      text: 'delete from webhook_replay where tenant_id = $1 and endpoint_id = $2 and id = $3',
      values: [...keyValues(this.key), id],
    });
  }

  /** Leaves the endpoint alone for a while; no try is counted. */
  async postpone(runner: StatementRunner, milliseconds: number): Promise<void> {
    const pause = 'now() + make_interval(secs => $4)';
    await runner.run({
      text: `
with held as (
  update webhook_progress set next_try_at = greatest(next_try_at, ${pause})
  where tenant_id = $1 and endpoint_id = $2 and leased_by = $3 returning 1)
update webhook_replay set next_try_at = greatest(next_try_at, ${pause})
where tenant_id = $1 and endpoint_id = $2 and exists (select from held)`,
      values: [...this.holder, milliseconds / 1_000],
    });
  }

  /** Lets another process go on. */
  async release(runner: StatementRunner, slow: boolean): Promise<void> {
    await runner.run({
      text: `
update webhook_progress set leased_by = null, leased_until = null, served_at = now(), slow = $4
where tenant_id = $1 and endpoint_id = $2 and leased_by = $3`,
      values: [...this.holder, slow],
    });
  }

  private get holder(): unknown[] {
    return [...keyValues(this.key), this.node];
  }
}

/** The move together with a row of the delivery log. */
function noted(
  move: string,
  values: readonly unknown[],
  { tries, replay }: Lane,
  { message, attempt, isLast }: { readonly message: Message; readonly attempt: Attempt; readonly isLast: boolean },
): Statement {
  const { id, type, cursor } = message;
  const { status, fault, latencyMs } = attempt;
  const row = [newUuid(), id, type, cursor, tries + 1, replay !== undefined, !fault, status, fault, latencyMs];
  const parameters = row.map((_, index) => `$${values.length + index + 1}`).join(', ');
  return {
    text: `
with moved as (${move})
insert into webhook_delivery (tenant_id, endpoint_id, next_attempt_at, id, event_id, event_type, cursor, attempt, replayed, delivered,
  status, fault, latency_ms)
select $1, $2, ${fault && !isLast ? 'next_try_at' : 'null'}, ${parameters} from moved
returning 1`,
    values: [...values, ...row],
  };
}
