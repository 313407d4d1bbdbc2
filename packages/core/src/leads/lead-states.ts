import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const LeadState = enumeration('LeadState', 'How far a lead is.', {
  NEW: 'Nobody has it yet, or it came back.',
  ASSIGNED: 'Somebody was given it, and his time to accept it runs.',
  ACCEPTED: 'Somebody has taken it on.',
  WORKING: 'Somebody has answered and works on it.',
  NURTURING: 'It is too early; it is kept warm.',
  QUALIFIED: 'It has become a customer, and sales take it up.',
  DISQUALIFIED: 'Nothing comes of it.',
});
export type LeadState = EnumerationValue<typeof LeadState>;

/** States in which somebody has it in his hands. */
export const HELD_STATES = ['ASSIGNED', 'ACCEPTED', 'WORKING'] as const;

export const LeadSource = enumeration('LeadSource', 'How a lead came to us.', {
  API: 'A program of ours or of a partner sent it.',
  FORM: 'Somebody filled in a form.',
  INTERACTION: 'Somebody called, wrote or came in.',
  IMPORT: 'It came with data from elsewhere.',
  EVENT: 'Something that happened was taken for interest.',
});
export type LeadSource = EnumerationValue<typeof LeadSource>;

/** Where the way of a customer leads out of the house (M7). */
export const LeakCode = enumeration('LeakCode', 'Why somebody was lost.', {
  UNKNOWN: 'We never knew of him.',
  NO_CONTACT_KEPT: 'He was here, and we kept no way to reach him.',
  FORGOTTEN: 'Nobody came back to him.',
  OFF_THE_POINT: 'What we offered was not what he wanted.',
  ATTITUDE: 'How we treated him.',
  PRODUCT_KNOWLEDGE: 'We did not know our own products.',
  NEGOTIATION: 'We did not come to terms.',
  OUT_OF_STOCK: 'We did not have it.',
  AVERSE: 'He had enough of our advertising.',
  INDIFFERENT: 'We leave him cold.',
  COMPETITOR: 'He went to somebody else.',
  NO_NEED: 'He needs nothing.',
});
export type LeakCode = EnumerationValue<typeof LeakCode>;
