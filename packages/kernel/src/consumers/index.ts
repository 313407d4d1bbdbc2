export { afterHandlers } from './after-handlers.ts';
export type { AfterHandler, EventConsumer, HandledEvent } from './consumer.ts';
export { Consumers } from './consumers.ts';
export { FailedEvent } from './failed-event.record.ts';
export { introduceConsumers } from './progress.ts';
