import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

let n = 0;
const template = async (purpose: string, variables: readonly string[] = []): Promise<string> =>
  (
    await app.alpha.as('marketer').create('MessageTemplate', {
      key: `t${++n}`,
      name: 'T',
      purpose,
      channel: 'EMAIL',
      variables,
    })
  ).id;
const version = (templateId: string, body: string, more: object = {}) => ({
  templateId,
  locale: 'en',
  subject: 'Hello',
  body,
  ...more,
});
const refused = async (
  body: string,
  {
    purpose = 'SERVICE',
    variables = [],
    ...more
  }: { purpose?: string; variables?: string[]; locale?: string; format?: string } = {},
) =>
  app.alpha.as('marketer').refusedToCreate('TemplateVersion', version(await template(purpose, variables), body, more));

describe('the words of a template', () => {
  test.each([
    ['a variable that does not exist', 'Dear {{ customer.shoeSize }}', 'customer.shoeSize'],
    ['a value that the template does not take', 'Order {{ values.orderNumber }}', 'values.orderNumber'],
    ['a name out of nowhere', '{{ password }}', 'password'],
    ['a block that is not closed', '{% if customer.name %}Dear', 'not closed'],
    ['a filter that does not exist', '{{ customer.name | shout }}', 'shout'],
    [
      'a loop without end',
      '{% for i in (1..999999999) %}{% for j in (1..999999999) %}x{% endfor %}{% endfor %}',
      'limit',
    ],
  ])('[A23] are refused with %s', async (_what, body, named) => {
    const error = await refused(body);
    expect(error).toMatchObject({ code: 'TEMPLATE_INVALID', field: 'body' });
    expect(error.message).toContain(named);
  });

  test('[iM4] [F7] that serve hold nothing that sells, however deep', async () => {
    const body = 'Ready. {% if customer.name %}{% marketing %}Buy now!{% endmarketing %}{% endif %}';
    expect(await refused(body)).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('marketing'),
    });
    const id = await template('MARKETING');
    await app.alpha.as('marketer').create('TemplateVersion', version(id, `${body} {{ links.unsubscribe }}`));
  });

  test('that advertise say how to be rid of it', async () => {
    expect(await refused('Buy now!', { purpose: 'MARKETING' })).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('links.unsubscribe'),
    });
  });

  test('[F8] [A23] are those that are written to customers, in each language', async () => {
    const marketer = app.alpha.as('marketer');
    await marketer.create('WordingRule', { locale: 'zh', term: '抓住', instead: '陪伴' });
    await marketer.create('WordingRule', { locale: 'en', term: 'dear customer', scope: 'WHEN_NAME_KNOWN' });
    await marketer.create('WordingRule', { locale: 'en', term: 'special offer', scope: 'SERVICE' });
    expect(await refused('我們抓住您', { locale: 'zh-Hant-TW' })).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('陪伴'),
    });
    expect(await refused('Dear Customer, it is ready.')).toMatchObject({ code: 'TEMPLATE_INVALID' });
    expect(await refused('Ready, with a Special Offer.')).toMatchObject({ code: 'TEMPLATE_INVALID' });
    await marketer.create(
      'TemplateVersion',
      version(await template('SERVICE'), 'Dear {% if customer.name %}{{ customer.name }}{% else %}customer{% endif %}'),
    );
  });

  test('are kept in versions, of which the newest of a language is in force', async () => {
    const id = await template('SERVICE');
    const marketer = app.alpha.as('marketer');
    await marketer.create('TemplateVersion', version(id, 'One'));
    await marketer.create('TemplateVersion', version(id, 'Eins', { locale: 'de' }));
    await marketer.create('TemplateVersion', version(id, 'Two'));
    const { messageTemplate } = await marketer.get<{ messageTemplate: { versions: { nodes: object[] } } }>(
      'query($id: ID!) { messageTemplate(id: $id) { versions(filter: { current: { eq: true } }) { nodes { locale number body } } } }',
      { id },
    );
    expect(messageTemplate.versions.nodes).toEqual(
      expect.arrayContaining([
        { locale: 'de', number: 1, body: 'Eins' },
        { locale: 'en', number: 2, body: 'Two' },
      ]),
    );
    expect(messageTemplate.versions.nodes).toHaveLength(2);
  });

  test('in MJML become HTML, and what is wrong with them is said by its line', async () => {
    const mjml = (text: string) =>
      `<mjml><mj-body><mj-section><mj-column>${text}</mj-column></mj-section></mj-body></mjml>`;
    const made = await app.alpha
      .as('marketer')
      .create<{ html: string }>(
        'TemplateVersion',
        version(await template('SERVICE'), mjml('<mj-text>Dear {{ customer.name }}</mj-text>'), { format: 'MJML' }),
        'html',
      );
    expect(made.html).toContain('Dear {{ customer.name }}');
    expect(made.html).toContain('<table');
    expect(await refused(mjml('<mj-marquee>x</mj-marquee>'), { format: 'MJML' })).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('mj-marquee'),
    });
  });
});
