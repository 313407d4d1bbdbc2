import type { TestApp } from '@rapport/testing';

let made = 0;

export interface Reachable {
  readonly customerId: string;
  readonly contactPointId: string;
  readonly consentId: string;
}

/** A customer with a mail address, who agreed to advertising by mail. */
export async function reachable(app: TestApp, input: object = {}): Promise<Reachable> {
  const { admin } = app.alpha;
  const customerId = await app.alpha.customer(input);
  const contactPoint = await admin.create('ContactPoint', {
    customerId,
    channel: 'EMAIL',
    value: `reader${++made}@example.com`,
  });
  const consent = await admin.create('Consent', {
    customerId,
    purpose: 'MARKETING',
    channel: 'EMAIL',
    state: 'GRANTED',
    proof: 'form',
  });
  return { customerId, contactPointId: contactPoint.id, consentId: consent.id };
}

/** A template for mail with words in English. */
export async function aTemplate(
  app: TestApp,
  {
    body,
    subject = 'Hello {{ customer.name }}',
    format = 'TEXT',
    ...template
  }: {
    readonly key: string;
    readonly purpose: 'SERVICE' | 'MARKETING';
    readonly channel?: string;
    readonly variables?: readonly string[];
    readonly body?: string;
    readonly subject?: string;
    readonly format?: string;
  },
): Promise<string> {
  const { admin } = app.alpha;
  const { id } = await admin.create('MessageTemplate', { name: template.key, channel: 'EMAIL', ...template });
  const standard =
    template.purpose === 'MARKETING'
      ? 'Dear {{ customer.name }}. {{ links.unsubscribe }}'
      : 'Dear {{ customer.name }}.';
  await admin.create('TemplateVersion', { templateId: id, locale: 'en', subject, format, body: body ?? standard });
  return id;
}
