import { defineRules } from '@rapport/sdk';

/** Rules that clients branch on: `extensions.rule` of RULE_BROKEN. */
export const rules = defineRules({
  SELLING_IN_SERVICE:
    'A contact for service carries nothing that sells. What sells belongs to a campaign, which asks for the consent to marketing.',
  CONTACT_REFUSED: 'A customer is contacted only for what he wants, and only by a channel that he did not refuse.',
});
