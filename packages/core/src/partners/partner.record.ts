import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';

export const SharedAttribute = enumeration('SharedAttribute', 'What of a customer a partner can be told.', {
  NAME: 'His name.',
  EMAIL: 'His main e-mail address.',
  PHONE: 'His main telephone number.',
  BIRTH_DATE: 'His day of birth.',
  GENDER: 'How he is addressed.',
  OCCUPATION: 'His occupation.',
  REGION: 'Where he lives.',
  LANGUAGE: 'In which language he is addressed.',
});
export type SharedAttribute = EnumerationValue<typeof SharedAttribute>;

/** A company with which we share customers, such as a co-branded membership, and what it may be told at most (E13). */
@Record({
  prefix: 'ptr',
  description: 'A company with which customers are shared, for what, and what it may be told of them at most.',
  unique: [['name']],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    marketer: { read: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class Partner extends RecordBase {
  @field.text({
    description: 'Its name: consents with the purpose SHARING name it as their `partner`.',
    maxLength: 200,
  })
  name!: string;

  @field.text({ description: 'What for, as customers were told: what they agree to.', maxLength: 500 })
  purpose!: string;

  @field.enums(SharedAttribute, { description: 'What it may be told at most.' })
  attributes!: SharedAttribute[];

  @field.boolean({ description: 'It is told anything at all.', default: true })
  active!: boolean;

  @field.text({ description: 'The contract.', maxLength: 300, nullable: true })
  contract!: string | null;
}
