import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const ServiceRequestKind = enumeration('ServiceRequestKind', 'What sort of request it is.', {
  QUESTION: 'Somebody wants to know something.',
  COMPLAINT: 'Somebody is not content. It has steps of its own: acknowledge, investigate, remedy, confirm.',
  FAULT: 'Something does not work.',
  SERVICE: 'Somebody wants something done.',
});
export type ServiceRequestKind = EnumerationValue<typeof ServiceRequestKind>;

export const ServiceRequestState = enumeration('ServiceRequestState', 'How far a service request is.', {
  NEW: 'Nobody has it yet.',
  ASSIGNED: 'Somebody has it, and has not begun.',
  IN_PROGRESS: 'Somebody is at it.',
  WAITING_CUSTOMER: 'The customer must do something first; its clocks stand still.',
  WAITING_THIRD: 'Somebody else must do something first; its clocks stand still.',
  RESOLVED: 'There is a solution, which the customer may still find wanting.',
  CLOSED: 'Nothing is left to be done.',
  REOPENED: 'What was resolved was not; nobody has begun again.',
  DUPLICATE: 'Another request is about the same and has taken over everything.',
  REJECTED: 'It is none of ours.',
});
export type ServiceRequestState = EnumerationValue<typeof ServiceRequestState>;

export const ComplaintStep = enumeration('ComplaintStep', 'How far a complaint is, beside the state of the request.', {
  RECEIVED: 'We have it, and the customer does not know yet.',
  ACKNOWLEDGED: 'The customer knows that we have it.',
  INVESTIGATED: 'We know the cause.',
  REMEDIED: 'We did something about it.',
  CONFIRMED: 'The customer said what he thinks of that.',
});
export type ComplaintStep = EnumerationValue<typeof ComplaintStep>;

export const RequestLevel = enumeration('RequestLevel', 'How much there is of something.', {
  LOW: 'Little.',
  MEDIUM: 'Neither little nor much.',
  HIGH: 'Much.',
});
export type RequestLevel = EnumerationValue<typeof RequestLevel>;
