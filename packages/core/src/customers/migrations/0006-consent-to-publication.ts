import type { Migration } from '@rapport/sdk';

/** A customer may agree that others see what he says of us. */
export const consentToPublication: Migration = {
  id: '0006-consent-to-publication',
  sql: `
alter table "consent" drop constraint "consent_purpose_check", add constraint "consent_purpose_check" check ("purpose" in ('SERVICE', 'MARKETING', 'PROFILING', 'SHARING', 'PUBLICATION'));`,
};
