import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const MessagePurpose = enumeration(
  'MessagePurpose',
  'What a message is for. Each has consents and a queue of its own.',
  {
    SERVICE: 'Care for what was bought. It sells nothing.',
    MARKETING: 'Advertising.',
  },
);
export type MessagePurpose = EnumerationValue<typeof MessagePurpose>;

export const ContentType = enumeration('ContentType', 'What sort of content reaches customers.', {
  SELLING: 'It offers something for sale.',
  NEWS: 'It tells what is new, without offering it.',
  ADVICE: 'It helps them with something.',
  STORY: 'It tells of people: of customers, or of us.',
  GREETING: 'Thanks and good wishes.',
  QUESTION: 'It asks them, and listens.',
  SERVICE: 'It is about what they have bought already.',
});
export type ContentType = EnumerationValue<typeof ContentType>;

export const MessageState = enumeration('MessageState', 'How far a message is.', {
  REFUSED: 'It must not be sent; the rule that decided stands beside it.',
  QUEUED: 'It waits for its time.',
  SENDING: 'It is being handed over.',
  SENT: 'It was handed over.',
  DELIVERED: 'It arrived.',
  BOUNCED: 'It came back.',
  FAILED: 'It could not be handed over, and is not tried again.',
  CANCELED: 'It was called off before it was sent.',
});
export type MessageState = EnumerationValue<typeof MessageState>;

/** In the order in which they are asked; the first one that does not hold decides. */
export const SendRule = enumeration(
  'SendRule',
  'What must hold so that a message is sent, in the order in which it is asked.',
  {
    CUSTOMER_GONE: 'The customer is there: not deleted, not merged into another one.',
    PURCHASED_LIST: 'For advertising, his address was not bought.',
    DO_NOT_CONTACT: 'For advertising, he may be contacted.',
    NO_CONTACT_POINT: 'There is a contact point of the channel for such a message.',
    CONTACT_POINT_UNUSABLE: 'The contact point works and is not blocked.',
    SUPPRESSED: 'The address is not suppressed.',
    CONSENT_WITHDRAWN: 'No consent was withdrawn, or it was given again since.',
    NO_CONSENT: 'For advertising, there is a consent.',
    CHANNEL_UNWANTED: 'He did not say that he does not want this channel.',
    AVERSE: 'For advertising, he does not loathe it.',
    RESTING: 'For advertising, he is not resting from it.',
    RHYTHM: 'For advertising, it is not sooner after the last message than he likes.',
    CAP: 'No frequency cap is reached.',
    QUIET_HOURS: 'There is a time that is not quiet before the message is out of date.',
  },
);
export type SendRule = EnumerationValue<typeof SendRule>;

export const sendRules = Object.keys(SendRule) as readonly SendRule[];
