import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/kernel';
import { WebhookEndpoint } from './webhook-endpoint.record.ts';

export const WebhookFault = enumeration('WebhookFault', 'Why a delivery failed.', {
  ADDRESS_REFUSED: 'The name leads to an address that is not on the public internet; nothing was sent.',
  NAME_UNRESOLVED: 'The name has no address.',
  CONNECTION_FAILED: 'No connection, or one that broke.',
  TLS_FAILED: 'The certificate is not good for the name, or the encryption failed.',
  TIMEOUT: 'No answer within 15 seconds.',
  REDIRECTED: 'A redirect (3xx); it was not followed.',
  STATUS: 'A status other than 2xx.',
});
export type WebhookFault = EnumerationValue<typeof WebhookFault>;

/** One try to deliver one event. Written by the courier, kept as long as the event log, and announced to nobody. */
@Record({
  prefix: 'whd',
  description: 'One try to deliver one event to an endpoint. Kept as long as events are.',
  plural: 'webhookDeliveries',
  indexes: [
    ['endpointId', '-createdAt', '-id'],
    ['eventId', 'id'],
  ],
  grants: {},
  commands: [],
})
export class WebhookDelivery extends RecordBase {
  @belongsTo(() => WebhookEndpoint, {
    description: 'Where it was sent.',
    writable: 'never',
    inverse: { name: 'deliveries', description: 'What was sent to it, and with what result.' },
  })
  endpoint!: Ref<WebhookEndpoint>;

  @field.text({ description: 'Id of the event, which is its `webhook-id`.', maxLength: 60, writable: 'never' })
  eventId!: string;

  @field.text({ description: 'Type of the event.', maxLength: 100, writable: 'never' })
  eventType!: string;

  @field.text({ description: 'Cursor of the event in the log.', maxLength: 30, filter: false, writable: 'never' })
  cursor!: string;

  @field.int({ description: 'The how manieth try it was, from 1.', writable: 'never' })
  attempt!: number;

  @field.boolean({ description: 'It was asked for, as a repetition or as part of a range.', writable: 'never' })
  replayed!: boolean;

  @field.boolean({ description: 'The receiver answered 2xx.', writable: 'never' })
  delivered!: boolean;

  @field.int({ description: 'HTTP status of the answer, if there was one.', nullable: true, writable: 'never' })
  status!: number | null;

  @field.enum(WebhookFault, { description: 'Why it failed.', nullable: true, writable: 'never' })
  fault!: WebhookFault | null;

  @field.int({ description: 'Milliseconds until the answer, or until it was given up.', writable: 'never' })
  latencyMs!: number;

  @field.instant({
    description: 'When it is tried again; null when it was delivered or given up.',
    nullable: true,
    filter: false,
    writable: 'never',
  })
  nextAttemptAt!: string | null;
}
