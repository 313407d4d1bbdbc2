import { BuyingParty, Customer } from '@rapport/core';
import { belongsTo, type EnumerationValue, ExtensionOf, enumeration, field, type Ref, User } from '@rapport/sdk';

export const EstatePurpose = enumeration('EstatePurpose', 'What somebody wants a home for.', {
  OWN_USE: 'To live in (自住).',
  FIRST_HOME: 'To live in, the first home (首套).',
  REPLACEMENT: 'To live better than now (改善).',
  INVESTMENT: 'To let or to sell (投資).',
});
export type EstatePurpose = EnumerationValue<typeof EstatePurpose>;

export const EstateEligibility = enumeration('EstateEligibility', 'Whether somebody may buy.', {
  UNKNOWN: 'Nobody looked.',
  ELIGIBLE: 'May buy.',
  NOT_ELIGIBLE: 'May not buy (限購).',
});
export type EstateEligibility = EnumerationValue<typeof EstateEligibility>;

export const EstateKnownBy = enumeration('EstateKnownBy', 'How somebody came to know of us.', {
  WALK_IN: 'Came by.',
  ONLINE: 'On the net.',
  ADVERTISEMENT: 'By an advertisement.',
  BROKER: 'By a broker (渠道).',
  REFERRAL: 'By an owner (老帶新).',
  GROUP: 'By another business of the group.',
});
export type EstateKnownBy = EnumerationValue<typeof EstateKnownBy>;

@ExtensionOf(() => Customer, {
  description: 'What is known of somebody who looks for a home.',
  indexes: [
    ['consultantId', 'id'],
    ['knownBy', 'id'],
  ],
  deny: { marketer: { read: ['implicitConcerns'] }, analyst: { read: ['implicitConcerns'] } },
})
export class RealEstateCustomer {
  @field.money({ description: 'Least that is to be spent.', nullable: true })
  budgetFrom!: { amount: string; currency: string } | null;

  @field.money({ description: 'Most that can be spent.', nullable: true })
  budgetUntil!: { amount: string; currency: string } | null;

  @field.int({ description: 'Fewest bedrooms that are wanted.', min: 0, max: 20, nullable: true })
  bedroomsFrom!: number | null;

  @field.int({ description: 'Most bedrooms that are wanted.', min: 0, max: 20, nullable: true })
  bedroomsUntil!: number | null;

  @field.decimal({
    description: 'Smallest gross area in m² that is wanted.',
    scale: 2,
    min: 1,
    max: 100_000,
    nullable: true,
  })
  areaFrom!: string | null;

  @field.decimal({
    description: 'Largest gross area in m² that is wanted.',
    scale: 2,
    min: 1,
    max: 100_000,
    nullable: true,
  })
  areaUntil!: string | null;

  @field.enum(EstatePurpose, { description: 'What the home is for.', nullable: true })
  purpose!: EstatePurpose | null;

  @field.enum(EstateEligibility, { description: 'Whether he may buy (購房資格).', default: 'UNKNOWN' })
  eligibility!: EstateEligibility;

  @field.text({ description: 'Where and how he lives now.', maxLength: 300, nullable: true })
  currentHome!: string | null;

  @field.boolean({ description: 'Whether he needs a loan.', nullable: true })
  needsLoan!: boolean | null;

  @field.texts({ description: 'What he says that matters to him.', maxLength: 200, default: [] })
  explicitConcerns!: string[];

  @field.texts({
    description: 'What seems to matter to him, though he does not say it.',
    maxLength: 200,
    default: [],
  })
  implicitConcerns!: string[];

  @field.enum(EstateKnownBy, { description: 'How he came to know of us.', nullable: true })
  knownBy!: EstateKnownBy | null;

  @belongsTo(() => User, { description: 'The consultant who cares for him (置業顧問).', nullable: true })
  consultant!: Ref<User> | null;

  @belongsTo(() => BuyingParty, {
    description: 'Those who decide with him: the family that comes along.',
    nullable: true,
  })
  decisionParty!: Ref<BuyingParty> | null;
}
