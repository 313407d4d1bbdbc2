import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const SharingRefusal = enumeration('SharingRefusal', 'Why a partner is told nothing of a customer.', {
  NO_CONSENT: 'He did not agree to it, not any more, or not for this.',
  DO_NOT_CONTACT: 'He is to be left alone.',
  UNKNOWN: 'There is no such customer in sight.',
});
export type SharingRefusal = EnumerationValue<typeof SharingRefusal>;
