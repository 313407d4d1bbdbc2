import { field } from '../records/field.decorators.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

/** A job that a plugin declares, in one tenant. Kept by the scheduler, and announced to nobody. */
@Record({
  prefix: 'sjb',
  description: 'A job that a plugin does again and again, and how it went the last time.',
  unique: [['plugin', 'job']],
  grants: {},
  commands: [],
})
export class ScheduledJob extends RecordBase {
  @field.text({ description: 'Id of the plugin.', maxLength: 31, writable: 'never' })
  plugin!: string;

  @field.text({ description: 'Its name within the plugin.', maxLength: 60, writable: 'never' })
  job!: string;

  @field.text({ description: 'When it is due, as cron says it.', maxLength: 100, filter: false, writable: 'never' })
  cron!: string;

  @field.text({ description: 'The time zone that is meant.', maxLength: 60, filter: false, writable: 'never' })
  timeZone!: string;

  @field.instant({
    description: 'When it is due next; null while its plugin is not there.',
    nullable: true,
    order: true,
    writable: 'never',
  })
  nextAt!: string | null;

  @field.instant({ description: 'When it last came to an end.', nullable: true, writable: 'never' })
  endedAt!: string | null;

  @field.text({
    description: 'Why the last run failed; null when it did not. It is tried again a few times.',
    maxLength: 1_000,
    nullable: true,
    filter: false,
    writable: 'never',
  })
  fault!: string | null;
}
