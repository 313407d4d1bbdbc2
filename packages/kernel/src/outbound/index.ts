export { isNetwork } from './address-rules.ts';
export { MAX_URL_LENGTH, Outbound, type OutboundOptions } from './outbound.ts';
export type { OutboundAnswer, OutboundConnection, OutboundRequest } from './outbound-connection.ts';
export { OutboundError, type OutboundFailure } from './outbound-error.ts';
