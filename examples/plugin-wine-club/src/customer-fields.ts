import { Customer } from '@rapport/core';
import { type EnumerationValue, ExtensionOf, enumeration, field } from '@rapport/sdk';

export const ClubLevel = enumeration('WineClubLevel', 'How much a member has earned.', {
  SILVER: 'A member.',
  GOLD: 'A member with many points.',
});
export type ClubLevel = EnumerationValue<typeof ClubLevel>;

@ExtensionOf(() => Customer, {
  description: 'What the wine club knows of a customer.',
  indexes: [['level', 'joinedOn', 'id']],
  deny: { analyst: { read: ['favouriteGrape'] } },
})
export class WineClubCustomer {
  @field.date({ description: 'When the customer joined; missing for who is no member.', nullable: true, order: true })
  joinedOn!: string | null;

  @field.text({ description: 'What the customer likes best.', maxLength: 60, nullable: true })
  favouriteGrape!: string | null;

  @field.enum(ClubLevel, {
    description: 'The level, which follows from the points.',
    nullable: true,
    writable: 'never',
  })
  level!: ClubLevel | null;

  @field.int({ description: 'Points for bottles that were sent.', default: 0, min: 0, writable: 'never', order: true })
  points!: number;
}
