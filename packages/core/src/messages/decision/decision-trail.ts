import { Field, ObjectType } from '@rapport/sdk';
import { MessagePurpose, SendRule, sendRules } from '../message-terms.ts';

@ObjectType('RuleVerdict', { description: 'What one rule said of a message.', simpleResolvers: true })
export class RuleVerdict {
  @Field(() => SendRule, { description: 'The rule.' })
  rule!: SendRule;

  @Field(() => Boolean, { description: 'It holds: it does not stand against the message.' })
  holds!: boolean;

  @Field(() => String, { nullable: true, description: 'What it saw.' })
  detail!: string | null;
}

const onlyMarketing: readonly SendRule[] = [
  'PURCHASED_LIST',
  'DO_NOT_CONTACT',
  'NO_CONSENT',
  'AVERSE',
  'RESTING',
  'RHYTHM',
];

/** The rules that are asked about a message for such a purpose, in their order. */
export const rulesFor = (purpose: MessagePurpose): SendRule[] =>
  sendRules.filter((rule) => purpose === 'MARKETING' || !onlyMarketing.includes(rule));

interface Facts {
  readonly granted?: string;
  readonly withdrawn?: string;
  readonly lastAt?: string;
  readonly counts?: readonly number[];
}

const details: Partial<Record<SendRule, (facts: Facts) => string | undefined>> = {
  CONSENT_WITHDRAWN: ({ withdrawn }) => withdrawn && `withdrawn ${withdrawn}`,
  NO_CONSENT: ({ granted }) => granted && `given ${granted}`,
  RHYTHM: ({ lastAt }) => lastAt && `last message ${lastAt}`,
  CAP: ({ counts }) => counts && `messages in the windows of the caps: ${counts.join(', ')}`,
};

/** Every rule that was asked, up to the one that refused it. */
export function trailOf(purpose: MessagePurpose, refusedBy: SendRule | null, facts: unknown): RuleVerdict[] {
  const asked = rulesFor(purpose);
  const end = refusedBy === null ? asked.length : asked.indexOf(refusedBy) + 1;
  return asked.slice(0, end).map((rule) => ({
    rule,
    holds: rule !== refusedBy,
    detail: details[rule]?.((facts ?? {}) as Facts) ?? null,
  }));
}
