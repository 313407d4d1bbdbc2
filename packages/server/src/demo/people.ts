import {
  CustomerKind,
  CustomerLifecycleState,
  InteractionChannel,
  InteractionDirection,
  InteractionOutcome,
  InteractionSource,
} from '@rapport/core';
import { emailFor, mobileNumber, organisationName, personName } from './names.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 730;

/** Who can own a customer in the demonstration. */
export interface DemoOwner {
  readonly id: string;
  readonly teamId: string | null;
  readonly territoryId: string | null;
}

/** Values of a row, in the order of its columns. */
export type Row = readonly (string | number | null)[];

export const customerColumns = [
  'id',
  'created_at',
  'updated_at',
  'kind',
  'name',
  'given_name',
  'family_name',
  'email',
  'phone',
  'lifecycle_state',
  'owner_id',
  'owner_team_id',
  'territory_id',
] as const;

export const interactionColumns = [
  'id',
  'created_at',
  'updated_at',
  'channel',
  'direction',
  'subject',
  'outcome',
  'occurred_at',
  'duration_seconds',
  'cost_amount',
  'cost_currency',
  'customer_id',
  'user_id',
  'source',
] as const;

export interface GeneratedCustomer {
  readonly id: string;
  readonly createdAt: number;
  readonly owner: DemoOwner;
  readonly kind: CustomerKind;
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly state: CustomerLifecycleState;
}

const states = [
  [CustomerLifecycleState.PROSPECT, 0.3],
  [CustomerLifecycleState.ACTIVE, 0.35],
  [CustomerLifecycleState.REPEAT, 0.15],
  [CustomerLifecycleState.ADVOCATE, 0.05],
  [CustomerLifecycleState.AT_RISK, 0.08],
  [CustomerLifecycleState.LOST, 0.05],
  [CustomerLifecycleState.DO_NOT_CONTACT, 0.02],
] as const;

const channels = [
  [InteractionChannel.PHONE, 0.4],
  [InteractionChannel.EMAIL, 0.25],
  [InteractionChannel.FACE_TO_FACE, 0.15],
  [InteractionChannel.MESSENGER, 0.12],
  [InteractionChannel.WEB, 0.06],
  [InteractionChannel.PARTNER, 0.0199],
  [InteractionChannel.DEVICE, 0.0001],
] as const;

const outcomes = [
  [InteractionOutcome.REACHED, 0.3],
  [InteractionOutcome.NOT_REACHED, 0.2],
  [InteractionOutcome.FOLLOW_UP, 0.2],
  [InteractionOutcome.INTERESTED, 0.12],
  [InteractionOutcome.RESOLVED, 0.1],
  [InteractionOutcome.DECLINED, 0.05],
  [InteractionOutcome.ORDERED, 0.03],
] as const;

/** The customer at this place of the list; `count` customers spread over two years, oldest first. */
export function generateCustomer(
  random: Random,
  index: number,
  count: number,
  owners: readonly [DemoOwner, ...DemoOwner[]],
  now: number,
  mobilePrefix: string,
): GeneratedCustomer {
  const createdAt = now - Math.floor(((count - index) / count) * HISTORY_DAYS * DAY_MS);
  const id = random.uuidAt(createdAt);
  const owner = random.pick(owners);
  const person = random.chance(0.85) ? personName(random) : undefined;
  return {
    id,
    createdAt,
    owner,
    kind: person ? CustomerKind.PERSON : CustomerKind.ORGANISATION,
    name: person?.name ?? organisationName(random),
    givenName: person?.givenName ?? null,
    familyName: person?.familyName ?? null,
    email: random.chance(0.7) ? emailFor(random, index) : null,
    phone: random.chance(0.85) ? mobileNumber(random, mobilePrefix) : null,
    state: random.weighted(states) ?? CustomerLifecycleState.PROSPECT,
  };
}

/** Values of the customer's row, in the order of its columns. */
export function customerRow({ id, createdAt, owner, kind, state, ...names }: GeneratedCustomer): Row {
  const instant = new Date(createdAt).toISOString();
  const { name, givenName, familyName, email, phone } = names;
  return [
    ...[id, instant, instant, kind, name, givenName, familyName, email, phone, state],
    ...[owner.id, owner.teamId, owner.territoryId],
  ];
}

/** Something that happened between a customer and us, after he became one. */
export function generateInteraction(
  random: Random,
  customer: GeneratedCustomer,
  subjects: readonly [string, ...string[]],
  currency: string,
  now: number,
): Row {
  const occurredAt = customer.createdAt + Math.floor(random.next() * (now - customer.createdAt));
  const instant = new Date(occurredAt).toISOString();
  const channel = random.weighted(channels) ?? InteractionChannel.PHONE;
  const spoken = channel === InteractionChannel.PHONE || channel === InteractionChannel.FACE_TO_FACE;
  const seconds = spoken ? 30 + random.below(3_600) : null;
  return [
    random.uuidAt(occurredAt),
    instant,
    instant,
    channel,
    random.chance(0.45) ? InteractionDirection.INBOUND : InteractionDirection.OUTBOUND,
    random.pick(subjects),
    outcomeFor(random, customer.state),
    instant,
    seconds,
    seconds === null ? null : seconds * 15,
    seconds === null ? null : currency,
    customer.id,
    customer.owner.id,
    InteractionSource.PERSON,
  ];
}

/** Nobody orders who is still being won. */
function outcomeFor(random: Random, state: CustomerLifecycleState): InteractionOutcome | null {
  const outcome = random.weighted(outcomes) ?? null;
  const wooed = state === CustomerLifecycleState.PROSPECT;
  return wooed && outcome === InteractionOutcome.ORDERED ? InteractionOutcome.INTERESTED : outcome;
}
