import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';

/** Somebody who is sent to customers: where his day begins, how fast he travels, and what store he takes parts from (O3, O5). */
@Record({
  prefix: 'tec',
  description: 'Somebody who is sent to customers to install, maintain or repair.',
  unique: [['userId']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all', deny: { read: ['latitude', 'longitude'] } },
    service: { read: 'all', create: 'all', update: 'all' },
    analyst: { read: 'all', deny: { read: ['latitude', 'longitude'] } },
    automation: { read: 'all' },
  },
})
export class Technician extends RecordBase {
  @field.text({ description: 'What he is called.', maxLength: 200, order: true })
  name!: string;

  @belongsTo(() => User, {
    description: 'The user that he is; missing for somebody from outside.',
    nullable: true,
    inverse: { name: 'technicians', description: 'What the user is in the field: one record at most.' },
  })
  user!: Ref<User> | null;

  @field.decimal({
    description: 'Latitude of the place from which he sets out and to which he returns, in degrees.',
    scale: 6,
    min: -90,
    max: 90,
  })
  latitude!: string;

  @field.decimal({ description: 'Longitude of that place, in degrees.', scale: 6, min: -180, max: 180 })
  longitude!: string;

  @field.int({ description: 'How fast he travels, in kilometres per hour.', min: 1, max: 150, default: 30 })
  speedKmh!: number;

  @field.text({
    description: 'The store from which he takes parts: his van, or a shelf.',
    maxLength: 100,
    default: 'main',
  })
  store!: string;

  @field.boolean({ description: 'He is sent to customers. Nothing is planned for one who is not.', default: true })
  active!: boolean;
}
