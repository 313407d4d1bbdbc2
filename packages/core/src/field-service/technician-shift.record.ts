import { belongsTo, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Technician } from './technician.record.ts';

/** A time during which a technician works, the ways from home and back included (O5). */
@Record({
  prefix: 'tsh',
  description: 'A time during which a technician works, the ways from home and back included.',
  indexes: [['technicianId', '-startsAt', '-id']],
  windows: [{ from: 'startsAt', until: 'endsAt', exclusive: { by: ['technicianId'] } }],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all' },
  },
})
export class TechnicianShift extends RecordBase {
  @belongsTo(() => Technician, {
    description: 'Who works.',
    writable: 'create',
    inverse: { name: 'shifts', description: 'When he works.' },
  })
  technician!: Ref<Technician>;

  @field.instant({ description: 'When he sets out.', order: true })
  startsAt!: string;

  @field.instant({ description: 'When he is back; at most 24 hours later.' })
  endsAt!: string;
}
