import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';
import { planningGrants } from '../segments/index.ts';

export const WordingScope = enumeration('WordingScope', 'Where a word must not stand.', {
  EVERYWHERE: 'In no message.',
  SERVICE: 'In no message that serves: it sells.',
  WHEN_NAME_KNOWN: 'In no message to somebody whose name is known: it calls him nobody.',
});
export type WordingScope = EnumerationValue<typeof WordingScope>;

/** A word that is not written to customers (F8, A23). */
@Record({
  prefix: 'wdr',
  description: 'A word that is not written to customers, in one language: a verb of hunters, an address for nobody.',
  indexes: [['locale', 'id']],
  unique: [['locale', 'term']],
  grants: planningGrants,
})
export class WordingRule extends RecordBase {
  @field.text({
    description: 'The language: `zh` is for all sorts of Chinese, `zh-Hant` for some.',
    maxLength: 35,
  })
  locale!: string;

  @field.text({ description: 'The word. Capital letters do not matter.', maxLength: 100 })
  term!: string;

  @field.enum(WordingScope, { description: 'Where it must not stand.', default: 'EVERYWHERE' })
  scope!: WordingScope;

  @field.text({ description: 'What to write instead.', maxLength: 200, nullable: true })
  instead!: string | null;
}
