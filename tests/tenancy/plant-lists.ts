import type { TestTenant } from '@rapport/testing';

/** Records that belong to no customer: lists that a tenant keeps, and what he set up. By name of the type. */
const lists: readonly (readonly [type: string, input: object])[] = [
  ['Skill', { name: 'Skill' }],
  ['Queue', { name: 'Queue' }],
  ['ServiceCategory', { name: 'Category' }],
  ['ServiceCause', { name: 'Cause' }],
  [
    'BusinessCalendar',
    { name: 'Office', timeZone: 'Asia/Taipei', hours: [{ day: 'MONDAY', from: '09:00', until: '18:00' }] },
  ],
];

/** Makes one record of each such type. */
export async function plantLists({ admin }: TestTenant): Promise<void> {
  for (const [type, input] of lists) await admin.create(type, input);
}
