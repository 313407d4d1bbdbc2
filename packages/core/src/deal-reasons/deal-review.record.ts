import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { Lead } from '../leads/index.ts';
import { DealOutcome } from './deal-questions.ts';
import { dealGrants } from './grants.ts';

/** A deal that is decided, and whether it is known why (M8). */
@Record({
  prefix: 'dlr',
  description:
    'A deal that was won or lost, by its lead or by what another system calls it, and whether it is known why.',
  ownership: { owner: 'reviewer', through: 'customer' },
  timelines: [{ of: 'customer', at: 'decidedAt' }],
  indexes: [
    ['customerId', '-decidedAt', '-id'],
    ['reviewerId', 'complete', '-decidedAt', '-id'],
    ['outcome', '-decidedAt', '-id'],
  ],
  unique: [['leadId'], ['system', 'reference']],
  grants: dealGrants,
})
export class DealReview extends RecordBase {
  @belongsTo(() => Lead, {
    description: 'The lead that the deal came from; this or the number in another system is needed.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'dealReviews', description: 'Why the deal came, or did not.' },
  })
  lead!: Ref<Lead> | null;

  @field.text({
    description: 'The system in which the deal stands, for example `shop`; with its number there.',
    maxLength: 50,
    nullable: true,
    writable: 'create',
  })
  system!: string | null;

  @field.text({ description: 'The number of the deal there.', maxLength: 200, nullable: true, writable: 'create' })
  reference!: string | null;

  @belongsTo(() => Customer, {
    description: 'With whom; that of the lead when missing.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'dealReviews', description: 'Why deals with the customer came, or did not.' },
  })
  customer!: Ref<Customer> | null;

  @field.enum(DealOutcome, { description: 'How it ended.', writable: 'create' })
  outcome!: DealOutcome;

  @field.instant({ description: 'When it was decided.', order: true, writable: 'create' })
  decidedAt!: string;

  @field.int({ description: 'How many of the five questions are answered.', default: 0, writable: 'never' })
  answered!: number;

  @field.boolean({ description: 'All five of them are answered.', default: false, writable: 'never' })
  complete!: boolean;

  @belongsTo(() => User, {
    description: 'Who finds out why.',
    nullable: true,
    orActor: true,
    inverse: { name: 'dealReviews', description: 'Deals of which the user finds out why.' },
  })
  reviewer!: Ref<User> | null;
}
