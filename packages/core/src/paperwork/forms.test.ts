import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let customerId: string;
let orderId: string;
beforeAll(async () => {
  app = await createTestApp();
  customerId = await app.alpha.customer({ name: '林美玲', phone: '+886912345678', ownerId: app.alpha.users.seller });
  ({ id: orderId } = await app.alpha.as('service').create('WorkOrder', { customerId, title: 'Boiler leaks' }));
});
afterAll(() => app.close());

const manager = () => app.alpha.as('manager');
let names = 0;
const template = (input: object = {}) => ({
  name: `Form ${++names}`,
  recordType: 'WorkOrder',
  body: 'I, {name} ({phone}), agree to {what} for {price}.',
  fields: [
    { key: 'name', label: 'Name', path: 'customer.name' },
    { key: 'phone', label: 'Telephone', path: 'customer.phone', required: false },
    { key: 'what', label: 'Work', path: 'title' },
    { key: 'price', label: 'Price' },
  ],
  ...input,
});
const made = async (input: object = {}) => (await manager().create('FormTemplate', template(input))).id;
const FILL = `mutation($templateId: ID!, $recordId: ID!, $values: [FormValueInput!]!) {
  fillForm(templateId: $templateId, recordId: $recordId, values: $values) {
    text prefilled given empty customer { name } blanks { key value source } } }`;
const PRICE = [{ key: 'price', value: '500 TWD' }];
const fill = (templateId: string, values: object[] = PRICE, role = 'service') =>
  app.alpha.as(role).get<{ fillForm: object }>(FILL, { templateId, recordId: orderId, values });

describe('[A22] a form', () => {
  test('is filled with what we know, so that the customer says only the rest', async () => {
    expect(await fill(await made())).toEqual({
      fillForm: {
        text: 'I, 林美玲 (+886912345678), agree to Boiler leaks for 500 TWD.',
        prefilled: 3,
        given: 1,
        empty: 0,
        customer: { name: '林美玲' },
        blanks: [
          { key: 'name', value: '林美玲', source: 'RECORD' },
          { key: 'phone', value: '+886912345678', source: 'RECORD' },
          { key: 'what', value: 'Boiler leaks', source: 'RECORD' },
          { key: 'price', value: '500 TWD', source: 'GIVEN' },
        ],
      },
    });
    const { customer } = await manager().get<{ customer: { timeline: { nodes: object[] } } }>(
      'query($id: ID!) { customer(id: $id) { timeline(types: [FILLED_FORM]) { nodes { ... on FilledForm { prefilled } } } } }',
      { id: customerId },
    );
    expect(customer.timeline.nodes).toContainEqual({ prefilled: 3 });
  });

  test('takes what is said before what is known, and tells all that is missing at once', async () => {
    const id = await made();
    const other = [...PRICE, { key: 'name', value: '林太太' }];
    expect(await fill(id, other)).toMatchObject({ fillForm: { prefilled: 2, given: 2 } });
    const two = [...template().fields, { key: 'signedAt', label: 'Place' }];
    const strict = await made({ fields: two });
    expect(
      await app.alpha.as('service').refused(FILL, { templateId: strict, recordId: orderId, values: [] }),
    ).toMatchObject({
      code: 'RULE_BROKEN',
      rule: 'FORM_INCOMPLETE',
      missing: [
        { key: 'price', label: 'Price' },
        { key: 'signedAt', label: 'Place' },
      ],
    });
  });

  test('shows nobody what he may not see: a field that is hidden from him is a blank that we do not know', async () => {
    const { id: roleId } = await app.alpha.admin.create('Role', {
      key: 'clerk',
      name: 'Clerk',
      grants: [
        { recordType: 'Customer', read: 'ALL', denyRead: ['phone'] },
        { recordType: 'WorkOrder', read: 'ALL' },
        { recordType: 'FormTemplate', read: 'ALL' },
        { recordType: 'FilledForm', read: 'ALL', create: 'ALL' },
      ],
    });
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: 'Clerk', roleId } },
    );
    const answer = await app
      .client(createApiKey.secret)
      .get(FILL, { templateId: await made(), recordId: orderId, values: PRICE });
    expect(answer).toMatchObject({ fillForm: { text: 'I, 林美玲 (), agree to Boiler leaks for 500 TWD.', empty: 1 } });
  });

  test('stays as it was, whatever becomes of template and record', async () => {
    const id = await made();
    await fill(id);
    await manager().get('mutation($id: ID!) { updateFormTemplate(id: $id, input: { body: "{name}" }) { id } }', { id });
    const { formTemplate } = await manager().get<{ formTemplate: { filledForms: { nodes: { text: string }[] } } }>(
      'query($id: ID!) { formTemplate(id: $id) { filledForms { nodes { text } } } }',
      { id },
    );
    expect(formTemplate.filledForms.nodes[0]?.text).toContain('agree to Boiler leaks');
  });

  test.each([
    ['a type that is not there', { recordType: 'Nothing' }, 'input.recordType'],
    ['a type without a customer', { recordType: 'User' }, 'input.recordType'],
    ['a path to nowhere', { fields: [{ key: 'a', label: 'A', path: 'customer.shoeSize' }] }, 'input.fields[0].path'],
    ['a path over no relation', { fields: [{ key: 'a', label: 'A', path: 'title.name' }] }, 'input.fields[0].path'],
    ['a blank that nobody describes', { body: '{name} {other}' }, 'input.body'],
    ['a name that is no name', { body: 'x', fields: [{ key: 'A b', label: 'A' }] }, 'input.fields[0].key'],
    [
      'the same blank twice',
      {
        body: 'x',
        fields: [
          { key: 'a', label: 'A' },
          { key: 'a', label: 'B' },
        ],
      },
      'input.fields[1].key',
    ],
    ['no blank at all', { body: 'x', fields: [] }, 'input.fields'],
  ])('with %s is refused', async (_what, input, field) => {
    expect(await manager().refusedToCreate('FormTemplate', template({ body: 'x', ...input }))).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });

  test('is filled from a record of its type that is in sight, with blanks that it has', async () => {
    const templateId = await made();
    const refused = (variables: object, role = 'service') =>
      app.alpha.as(role).refused(FILL, { templateId, recordId: orderId, values: PRICE, ...variables });
    expect(await refused({ recordId: customerId })).toMatchObject({ code: 'ID_INVALID', field: 'recordId' });
    expect(await refused({ values: [{ key: 'shoe', value: '1' }] })).toMatchObject({ field: 'values[0].key' });
    const stranger = await app.alpha.customer({ ownerId: app.alpha.users.manager });
    const { id: foreign } = await app.alpha.as('service').create('WorkOrder', { customerId: stranger, title: 'x' });
    expect(await refused({ recordId: foreign }, 'seller')).toMatchObject({ code: 'INPUT_INVALID', field: 'recordId' });
    expect(await refused({}, 'analyst')).toMatchObject({ code: 'FORBIDDEN' });
  });
});
