import { definePlugin } from '@rapport/sdk';
import { FilledForm, FormTemplate } from './form.record.ts';
import { FormsResolver } from './forms.resolver.ts';
import { formRules } from './forms.rules.ts';
import { createForms } from './migrations/0001-create-forms.ts';

export { FilledForm, FormTemplate } from './form.record.ts';

export const paperworkPlugin = definePlugin({
  id: 'paperwork',
  version: '0.1.0',
  requires: ['customers'],
  records: [FormTemplate, FilledForm],
  resolvers: [FormsResolver],
  migrations: [createForms],
  before: formRules,
});
