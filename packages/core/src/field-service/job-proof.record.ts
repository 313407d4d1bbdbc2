import { belongsTo, field, Record, RecordBase, type Ref, type StoredFile } from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';
import { ProofKind } from './job-type.record.ts';

const MAX_PROOF_BYTES = 15_000_000;

/** What shows that the work of a job was done (iS4). */
@Record({
  prefix: 'fjp',
  description:
    'What shows that the work of a job was done. `POST /files/JobProof` makes one with its picture or signature.',
  ownership: { through: 'job' },
  indexes: [['jobId', '-createdAt', '-id']],
  commands: ['create', 'delete'],
  grants: {
    manager: { read: 'all', create: 'all', delete: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all' },
    analyst: { read: 'all', deny: { read: ['content', 'url', 'file'] } },
    automation: { read: 'all', create: 'all' },
  },
})
export class JobProof extends RecordBase {
  @belongsTo(() => FieldJob, {
    description: 'The job.',
    writable: 'create',
    inverse: { name: 'proofs', description: 'What shows that the work was done.' },
  })
  job!: Ref<FieldJob>;

  @field.enum(ProofKind, { description: 'What it is.', writable: 'create' })
  kind!: ProofKind;

  @field.longText({
    description: 'What it says: who signed, what was gone through, what the instrument showed.',
    maxLength: 5_000,
    nullable: true,
    writable: 'create',
  })
  content!: string | null;

  @field.text({
    description: 'Where the picture or signature is kept, if not here.',
    maxLength: 2_000,
    nullable: true,
    writable: 'create',
  })
  url!: string | null;

  @field.file({
    description: 'The picture or signature, of at most 15 MB; `content`, `url` or this is there.',
    maxBytes: MAX_PROOF_BYTES,
    nullable: true,
  })
  file!: StoredFile | null;
}
