import { field, Record, RecordBase } from '@rapport/sdk';

/** Something that one must be able to do: a language, a trade, a product. Requests and jobs ask for it (O3, O5, O7). */
@Record({
  prefix: 'skl',
  description: 'Something that one must be able to do: a language, a trade, a product.',
  unique: [['name']],
  grants: {
    everyone: { read: 'all' },
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  },
})
export class Skill extends RecordBase {
  @field.text({ description: 'Name; unique among the skills of the tenant.', maxLength: 100, order: true })
  name!: string;

  @field.text({ description: 'What one can do who has it.', maxLength: 500, nullable: true })
  description!: string | null;
}
