import { belongsTo, field, Record, RecordBase, type Ref, Territory } from '@rapport/sdk';

/** A form on a web site. Its key may stand in the page: all that it can do is hand in leads (L6). */
@Record({
  prefix: 'lfm',
  description: 'A form on a web site through which leads come. Its keys can hand in leads and nothing else.',
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    service: { read: 'all' },
    seller: { read: 'all' },
    analyst: { read: 'all' },
    self: { read: 'self', only: { read: ['name'], write: [] } },
  },
})
export class LeadForm extends RecordBase {
  @field.text({ description: 'Where it stands, for example `spring page`.', maxLength: 200 })
  name!: string;

  @field.boolean({ description: 'It takes leads.', default: true })
  active!: boolean;

  @field.text({ description: 'What its leads are about, unless they say.', maxLength: 100, nullable: true })
  topic!: string | null;

  @belongsTo(() => Territory, { description: 'The territory of its leads.', nullable: true })
  territory!: Ref<Territory> | null;

  @field.int({
    description: 'Leads that it takes within an hour at most, whoever sends them.',
    min: 1,
    max: 10_000,
    default: 100,
  })
  perHour!: number;
}
