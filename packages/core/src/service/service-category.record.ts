import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Queue } from './queue.record.ts';
import { Skill } from './skill.record.ts';

/** What a request is about, in a tree; it says where the request goes and what whoever takes it must be able to do. */
@Record({
  prefix: 'scy',
  plural: 'serviceCategories',
  description: 'What a service request is about, in a tree: where it goes, and which skill it asks for.',
  unique: [['name']],
  indexes: [['parentId', 'name', 'id']],
  grants: {
    everyone: { read: 'all' },
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  },
})
export class ServiceCategory extends RecordBase {
  @field.text({ description: 'Name; unique among the categories of the tenant.', maxLength: 100, order: true })
  name!: string;

  @belongsTo(() => ServiceCategory, {
    description: 'The wider category.',
    nullable: true,
    inverse: { name: 'children', description: 'Narrower categories.' },
  })
  parent!: Ref<ServiceCategory> | null;

  @belongsTo(() => Queue, {
    description: 'The queue in which such requests begin, unless another one is given.',
    nullable: true,
  })
  queue!: Ref<Queue> | null;

  @belongsTo(() => Skill, { description: 'What whoever takes such a request must be able to do.', nullable: true })
  skill!: Ref<Skill> | null;
}
