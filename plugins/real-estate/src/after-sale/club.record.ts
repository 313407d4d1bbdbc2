import { Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { careGrants, saleGrants } from '../common/grants.ts';
import { rules } from '../rules.ts';
import { EstateContract } from '../sale/contract.record.ts';
import { EstateProject } from '../stock/project.record.ts';

export const EstateTouchPoint = enumeration('EstateTouchPoint', 'Where owners and we meet.', {
  VISIT: 'The visit (來訪).',
  SIGNING: 'The signing (簽約).',
  CONSTRUCTION: 'While it is built (施工).',
  HANDOVER: 'The handover (交房).',
  LIVING: 'Living there (入住).',
  REPAIR: 'A repair (維修).',
});
export type EstateTouchPoint = EnumerationValue<typeof EstateTouchPoint>;

export const EstatePointsCause = enumeration('EstatePointsCause', 'For what points are given.', {
  TOUCH_POINT: 'For a touch point.',
  SURVEY: 'For an answer to a survey.',
  REFERRAL: 'For somebody who was referred and bought.',
  CORRECTION: 'To mend what was wrong.',
  REDEMPTION: 'They were used.',
});
export type EstatePointsCause = EnumerationValue<typeof EstatePointsCause>;

/** Points of the owners' club. What was given is never changed; another entry mends it. */
@Record({
  prefix: 'rept',
  description: "Points of the owners' club (業主會積分). Entries add up to the account of an owner.",
  plural: 'estatePointEntries',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [['customerId', '-createdAt', '-id']],
  unique: [['customerId', 'key']],
  commands: ['create'],
  grants: {
    ...careGrants,
    manager: { read: 'all', create: 'all' },
    service: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class EstatePointEntry extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Whose they are.',
    writable: 'create',
    inverse: { name: 'estatePoints', description: "Points of the owners' club." },
  })
  customer!: Ref<Customer>;

  @field.int({
    description: 'How many; negative where they are used or taken back.',
    min: -1_000_000,
    max: 1_000_000,
    writable: 'create',
  })
  points!: number;

  @field.enum(EstatePointsCause, { description: 'What for.', writable: 'create' })
  cause!: EstatePointsCause;

  @field.enum(EstateTouchPoint, { description: 'At which touch point.', nullable: true, writable: 'create' })
  touchPoint!: EstateTouchPoint | null;

  @field.text({
    description: 'What they are for, once: the id of a record, a number of a receipt.',
    maxLength: 100,
    writable: 'create',
  })
  key!: string;
}

export const EstateSurveyState = enumeration('EstateSurveyState', 'Whether a survey is answered.', {
  OPEN: 'It is not.',
  ANSWERED: 'It is.',
  EXPIRED: 'Nobody answered in time.',
});
export type EstateSurveyState = EnumerationValue<typeof EstateSurveyState>;

/** A question at a touch point. */
@Record({
  prefix: 'resv',
  description: 'A question how satisfied somebody is, at a touch point (滿意度).',
  ownership: { through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['projectId', 'touchPoint', '-createdAt', '-id'],
  ],
  unique: [['customerId', 'touchPoint', 'about']],
  lifeCycle: {
    field: 'state',
    transitions: {
      answer: {
        description: 'Notes the answer.',
        from: ['OPEN'],
        to: 'ANSWERED',
        requires: ['score'],
        takes: ['comment'],
      },
      expire: { description: 'Nobody answered in time.', from: ['OPEN'], to: 'EXPIRED' },
    },
  },
  grants: {
    ...careGrants,
    self: {
      read: 'self',
      update: 'self',
      only: {
        read: ['customer', 'touchPoint', 'state', 'score', 'comment'],
        write: ['state', 'score', 'comment'],
      },
    },
  },
})
export class EstateSurvey extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'Who is asked.',
    writable: 'create',
    inverse: { name: 'estateSurveys', description: 'How satisfied the customer is.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => EstateProject, { description: 'About which project.', writable: 'create' })
  project!: Ref<EstateProject>;

  @field.enum(EstateTouchPoint, { description: 'At which touch point.', writable: 'create' })
  touchPoint!: EstateTouchPoint;

  @field.text({
    description: 'Id of the record that it is about: the visit, the contract, the defect.',
    maxLength: 60,
    writable: 'create',
  })
  about!: string;

  @field.enum(EstateSurveyState, { description: 'Whether it is answered.', default: 'OPEN', writable: 'never' })
  state!: EstateSurveyState;

  @field.int({ description: 'From 1, bad, to 5, good.', min: 1, max: 5, nullable: true, writable: 'never' })
  score!: number | null;

  @field.longText({ description: 'What he says.', maxLength: 2_000, nullable: true, writable: 'never' })
  comment!: string | null;
}

export const EstateReferralState = enumeration('EstateReferralState', 'How far a referral is.', {
  CLAIMED: 'An owner says that he sent somebody.',
  CHECKED: 'It was looked into.',
  VALID: 'He did.',
  INVALID: 'He did not, or may not.',
  DEAL_SIGNED: 'Whom he sent has signed.',
  REWARD_DUE: 'The reward is due.',
  PAID: 'He has the reward.',
  REVERSED: 'The deal was undone, and the reward with it.',
});
export type EstateReferralState = EnumerationValue<typeof EstateReferralState>;

/** An owner brings somebody (老帶新). Neither is the other, nor of his household; a contract brings one reward (iH6). */
@Record({
  prefix: 'rerf',
  description: 'An owner brings somebody (老帶新).',
  ownership: { through: 'referrer' },
  timelines: [{ of: 'referrer', at: 'createdAt' }],
  indexes: [
    ['referrerId', '-createdAt', '-id'],
    ['referredId', '-createdAt', '-id'],
    ['contractId', '-createdAt', '-id'],
  ],
  unique: [
    { fields: ['projectId', 'referredId'], when: { state: ['VALID', 'DEAL_SIGNED', 'REWARD_DUE', 'PAID'] } },
    {
      fields: ['contractId'],
      when: { state: ['DEAL_SIGNED', 'REWARD_DUE', 'PAID'] },
      rule: rules.REFERRAL_REWARDED,
    },
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      check: { description: 'Looks into it.', from: ['CLAIMED'], to: 'CHECKED' },
      uphold: { description: 'Finds it true.', from: ['CHECKED'], to: 'VALID' },
      dismiss: { description: 'Finds it untrue, with a reason.', from: ['CHECKED'], to: 'INVALID' },
      sign: {
        description: 'Whom he sent has signed this contract.',
        from: ['VALID'],
        to: 'DEAL_SIGNED',
        requires: ['contractId'],
      },
      reward: { description: 'The reward is due.', from: ['DEAL_SIGNED'], to: 'REWARD_DUE', takes: ['reward'] },
      pay: { description: 'He has the reward.', from: ['REWARD_DUE'], to: 'PAID' },
      reverse: {
        description: 'The deal was undone.',
        from: ['DEAL_SIGNED', 'REWARD_DUE', 'PAID'],
        to: 'REVERSED',
      },
    },
  },
  // Whoever brings a referral does not judge and reward it himself.
  grants: { ...saleGrants, seller: { read: 'own', create: 'own' } },
})
export class EstateReferral extends RecordBase {
  @belongsTo(() => EstateProject, { description: 'The project.', writable: 'create' })
  project!: Ref<EstateProject>;

  @belongsTo(() => Customer, {
    description: 'The owner who brings somebody.',
    writable: 'create',
    inverse: { name: 'estateReferrals', description: 'Whom the customer brought.' },
  })
  referrer!: Ref<Customer>;

  @belongsTo(() => Customer, {
    description: 'Whom he brings.',
    writable: 'create',
    inverse: { name: 'estateReferredBy', description: 'Who brought the customer.' },
  })
  referred!: Ref<Customer>;

  @field.enum(EstateReferralState, { description: 'How far it is.', default: 'CLAIMED', writable: 'never' })
  state!: EstateReferralState;

  @belongsTo(() => EstateContract, {
    description: 'What whom he brought has signed.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'referrals', description: 'Who brought the buyer.' },
  })
  contract!: Ref<EstateContract> | null;

  @field.money({ description: 'The reward.', nullable: true })
  reward!: { amount: string; currency: string } | null;
}

export const EstateGroupBusiness = enumeration('EstateGroupBusiness', 'A business of the group.', {
  HOUSING: 'Homes.',
  HOTEL: 'Hotels.',
  PARK: 'Theme parks.',
  RETAIL: 'Shops.',
  PROPERTY_SERVICE: 'Care of buildings.',
});
export type EstateGroupBusiness = EnumerationValue<typeof EstateGroupBusiness>;

/** What an owner is to another business of the group. It is read within his consent only. */
@Record({
  prefix: 'regb',
  description:
    'What a customer is to a business of the group. The query `estateGroupView` reads it within the consent of the customer.',
  ownership: { through: 'customer' },
  indexes: [['customerId', '-createdAt', '-id']],
  unique: [['customerId', 'business']],
  grants: { automation: { read: 'all', create: 'all', update: 'all' } },
})
export class EstateGroupRelation extends RecordBase {
  @belongsTo(() => Customer, { description: 'Who.', writable: 'create' })
  customer!: Ref<Customer>;

  @field.enum(EstateGroupBusiness, { description: 'To which business.', writable: 'create' })
  business!: EstateGroupBusiness;

  @field.text({ description: 'His number there.', maxLength: 60, nullable: true })
  memberNumber!: string | null;

  @field.int({ description: 'How often he was there.', default: 0, min: 0 })
  visits!: number;

  @field.money({ description: 'What he spent there.', nullable: true })
  spent!: { amount: string; currency: string } | null;

  @field.date({ description: 'When he was last there.', nullable: true })
  lastOn!: string | null;
}
