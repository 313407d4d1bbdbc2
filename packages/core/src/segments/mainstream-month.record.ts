import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { planningGrants } from './grants.ts';

/** A month that is over, as it was when somebody analysed who the mainstream of it was (E3, E5). Nothing of it changes later. */
@Record({
  prefix: 'msm',
  description: 'A month that is over, as it was when its mainstream was analysed. `analyseMainstream` makes it.',
  unique: [['month']],
  commands: [],
  grants: planningGrants,
})
export class MainstreamMonth extends RecordBase {
  @field.date({ description: 'The first day of the month. Months are those of UTC.', order: true, writable: 'never' })
  month!: string;

  @field.int({ description: 'How many customers there were at its end.', writable: 'never' })
  customers!: number;

  @field.money({ description: 'What these bought in it, less what they gave back.', writable: 'never' })
  sales!: { amount: string; currency: string };

  @field.int({
    description:
      'First step, to collect: customers, purchases, interactions and profile values that were noted in the month.',
    writable: 'never',
  })
  collected!: number;

  @field.int({
    description:
      'Second step, to update: profile values that were verified in the month or took the place of others, and customers who came into segments by rule or by hand.',
    writable: 'never',
  })
  updated!: number;

  @belongsTo(() => User, { description: 'Who analysed it.', nullable: true, orActor: true, writable: 'never' })
  analyst!: Ref<User> | null;
}
