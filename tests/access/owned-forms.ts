import { FilledForm } from '@rapport/core';
import { idOf } from '@rapport/kernel';
import type { OwnedKind } from './owned-records.ts';

let made = 0;

/** Only `fillForm` writes them. */
export const ownedForms: readonly OwnedKind[] = [
  {
    record: FilledForm,
    input: () => ({}),
    change: {},
    inverse: 'filledForms',
    make: async (app, tenant, customerId) => {
      const { id: templateId } = await tenant.admin.create('FormTemplate', {
        name: `Form ${++made}`,
        recordType: 'Customer',
        body: '{name}',
        fields: [{ key: 'name', label: 'Name', path: 'name' }],
      });
      const fill =
        'mutation($templateId: ID!, $recordId: ID!) { fillForm(templateId: $templateId, recordId: $recordId) { id } }';
      await tenant.admin.get(fill, { templateId, recordId: customerId });
      const [row] = await app.sql<{ id: string }>('select id from filled_form where template_id = $1', [
        templateId.slice(4),
      ]);
      return idOf(FilledForm, row?.id ?? '');
    },
  },
];
