import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Skill } from '../service/index.ts';
import { Technician } from './technician.record.ts';

/** What a technician is able to do, and until when that is certified. */
@Record({
  prefix: 'tks',
  description: 'What a technician is able to do, and until when that is certified.',
  indexes: [
    ['technicianId', '-createdAt', '-id'],
    ['skillId', '-createdAt', '-id'],
  ],
  unique: [['technicianId', 'skillId']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class TechnicianSkill extends RecordBase {
  @belongsTo(() => Technician, {
    description: 'Who.',
    writable: 'create',
    inverse: { name: 'skills', description: 'What he is able to do.' },
  })
  technician!: Ref<Technician>;

  @belongsTo(() => Skill, {
    description: 'What.',
    writable: 'create',
    inverse: { name: 'technicians', description: 'Technicians who are able to do it.' },
  })
  skill!: Ref<Skill>;

  @field.date({ description: 'Last day on which the certificate holds; missing where none is needed.', nullable: true })
  validUntil!: string | null;
}
