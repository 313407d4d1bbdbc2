import { field, Record, RecordBase } from '@rapport/sdk';

/** Why something went wrong, as one of a list, so that causes can be counted (A21). */
@Record({
  prefix: 'sca',
  description: 'Why something went wrong, as one of a list, so that causes can be counted.',
  unique: [['name']],
  grants: {
    everyone: { read: 'all' },
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  },
})
export class ServiceCause extends RecordBase {
  @field.text({ description: 'Name; unique among the causes of the tenant.', maxLength: 100, order: true })
  name!: string;

  @field.text({ description: 'When it is the one to name.', maxLength: 500, nullable: true })
  description!: string | null;
}
