import { type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { type Clock, type ClockColumns, columnsOf } from './sla-clock.store.ts';

export interface NewStep {
  readonly requestId: string;
  readonly fromState: string | null;
  readonly toState: string;
  readonly takenAt: number;
  readonly reason: string | null;
}

/** Writes new clocks, clocks that turned, and steps, in one statement. No journal tells of them: the request's own does. */
export async function writeClocks(
  work: UnitOfWork,
  {
    started = [],
    turned = [],
    steps = [],
  }: {
    readonly started?: readonly Clock[];
    readonly turned?: readonly Clock[];
    readonly steps?: readonly NewStep[];
  },
): Promise<void> {
  if (started.length + turned.length + steps.length === 0) return;
  const { tenant, access } = work.context;
  const user = access.actor.userId;
  const newClocks = started.map((clock) => ({
    ...columnsOf(clock),
    request_id: clock.requestId,
    milestone: clock.terms.milestone,
    started_at: new Date(clock.startedAt).toISOString(),
    pauses_for_third: clock.terms.pausesForThird,
    policy_id: clock.policyId,
    calendar_id: clock.calendarId,
  }));
  const newSteps = steps.map(({ requestId, fromState, toState, takenAt, reason }) => ({
    request_id: requestId,
    from_state: fromState,
    to_state: toState,
    taken_at: new Date(takenAt).toISOString(),
    reason,
  }));
  await work.run({
    text: `
with started as (
  insert into sla_clock (tenant_id, id, request_id, milestone, started_at, pauses_for_third, policy_id, calendar_id, ${CHANGING})
  select $1, n.id, n.request_id, n.milestone, n.started_at, n.pauses_for_third, n.policy_id, n.calendar_id, ${prefixed('n')}
  from jsonb_to_recordset($2) n(request_id uuid, milestone text, started_at timestamptz, pauses_for_third boolean,
    policy_id uuid, calendar_id uuid, id uuid, ${TYPED})),
turned as (
  update sla_clock c set version = c.version + 1, updated_at = now(), (${CHANGING}) = (${prefixed('t')})
  from jsonb_to_recordset($3) t(id uuid, ${TYPED}) where c.tenant_id = $1 and c.id = t.id)
insert into service_request_step (tenant_id, id, request_id, from_state, to_state, taken_at, reason, user_id)
select $1, gen_random_uuid(), s.request_id, s.from_state, s.to_state, s.taken_at, s.reason, $5
from jsonb_to_recordset($4) s(request_id uuid, from_state text, to_state text, taken_at timestamptz, reason text)`,
    values: [
      tenant.id,
      JSON.stringify(newClocks),
      JSON.stringify(turned.map(columnsOf)),
      JSON.stringify(newSteps),
      user === undefined ? null : uuidOf(User, user),
    ],
  });
}

const COLUMNS = {
  state: 'text',
  target_seconds: 'bigint',
  counted_seconds: 'bigint',
  counted_at: 'timestamptz',
  paused_since: 'timestamptz',
  due_at: 'timestamptz',
  breached_at: 'timestamptz',
  stopped_at: 'timestamptz',
  next_signal: 'text',
  next_signal_at: 'timestamptz',
  escalations: 'integer',
} as const satisfies Record<Exclude<keyof ClockColumns, 'id'>, string>;
const CHANGING = Object.keys(COLUMNS).join(', ');
const TYPED = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');
const prefixed = (alias: string) =>
  Object.keys(COLUMNS)
    .map((name) => `${alias}.${name}`)
    .join(', ');
