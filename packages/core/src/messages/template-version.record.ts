import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { planningGrants } from '../segments/index.ts';
import { MessageTemplate } from './message-template.record.ts';

export const ContentFormat = enumeration('ContentFormat', 'What the body of a message is written in.', {
  TEXT: 'Plain text.',
  HTML: 'HTML.',
  MJML: 'MJML, from which HTML is made that every mail program shows.',
});
export type ContentFormat = EnumerationValue<typeof ContentFormat>;

/** The words of a template in one language. They never change; a correction is a new version (A23). */
@Record({
  prefix: 'mtv',
  description:
    'The words of a template in one language. A correction is a new version, which is in force from then on.',
  indexes: [['templateId', '-createdAt', '-id']],
  unique: [['templateId', 'locale', 'number'], { fields: ['templateId', 'locale'], when: { current: [true] } }],
  commands: ['create'],
  grants: planningGrants,
})
export class TemplateVersion extends RecordBase {
  @belongsTo(() => MessageTemplate, {
    description: 'The template.',
    writable: 'create',
    inverse: { name: 'versions', description: 'Its words, in all languages and versions.' },
  })
  template!: Ref<MessageTemplate>;

  @field.text({ description: 'The language, for example `zh-Hant-TW` (BCP 47).', maxLength: 35, writable: 'create' })
  locale!: string;

  @field.int({ description: 'Counts the versions in this language.', writable: 'never' })
  number!: number;

  @field.boolean({ description: 'It is in force.', writable: 'never' })
  current!: boolean;

  @field.text({
    description: 'The subject of a mail, with Liquid.',
    maxLength: 300,
    nullable: true,
    writable: 'create',
  })
  subject!: string | null;

  @field.enum(ContentFormat, { description: 'What the body is written in.', default: 'TEXT', writable: 'create' })
  format!: ContentFormat;

  @field.longText({
    description:
      'The body, with Liquid: `{{ customer.name }}`, `{{ values.orderNumber }}`, `{{ links.unsubscribe }}`, `{% marketing %}...{% endmarketing %}` around what sells.',
    maxLength: 60_000,
    writable: 'create',
  })
  body!: string;

  @field.longText({
    description: 'The HTML made from MJML, still with Liquid.',
    maxLength: 400_000,
    nullable: true,
    writable: 'never',
  })
  html!: string | null;
}
