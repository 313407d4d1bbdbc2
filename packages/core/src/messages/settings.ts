import { defineSettings } from '@rapport/sdk';

/** What the operator and the administrators of tenants say of sending. */
export const messageSettings = defineSettings('messages', {
  timeZone: { type: 'text', description: 'Zone of customers of whom none is known.', default: 'UTC', maxLength: 50 },
  publicUrl: {
    type: 'text',
    description: 'Address of this server as customers reach it, for links in messages: `https://crm.example.com`.',
  },
  from: { type: 'text', description: 'Who mails are from: `Anna <anna@example.com>`.', maxLength: 300 },
  smtpUrl: {
    type: 'secret',
    description: 'Mail server: `smtps://user:password@mail.example.com`.',
    scope: 'installation',
  },
  mobileGatewayUrl: { type: 'text', description: 'Gateway that takes text messages as JSON.' },
  lineGatewayUrl: { type: 'text', description: 'Gateway that takes messages for LINE as JSON.' },
  wechatGatewayUrl: { type: 'text', description: 'Gateway that takes messages for WeChat as JSON.' },
  gatewayKey: { type: 'secret', description: 'What gateways get as bearer token.' },
  sinkFile: {
    type: 'text',
    description: 'File to which messages are written, one JSON per line, whose channel has no other way.',
    scope: 'installation',
  },
  perDomainPerMinute: {
    type: 'int',
    description: 'Mails that each process hands over for one domain in a minute.',
    default: 600,
    min: 1,
    max: 1_000_000,
  },
  tries: { type: 'int', description: 'How often it is tried to hand over a message.', default: 5, min: 1, max: 20 },
  whenInDoubt: {
    type: 'enum',
    description:
      'What becomes of a message of which nobody knows whether it was handed over: REPEAT it, so that it may come twice where the receiver does not know our id, or GIVE_UP, so that it may never come.',
    values: ['REPEAT', 'GIVE_UP'],
    default: 'REPEAT',
  },
  indifferentAfter: {
    type: 'int',
    description: 'So many messages in a row without an answer make somebody indifferent.',
    default: 6,
    min: 1,
    max: 100,
  },
  restDays: { type: 'int', description: 'For so many days the indifferent rest.', default: 60, min: 1, max: 730 },
});
