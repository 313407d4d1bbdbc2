import { definePlugin } from '@rapport/sdk';
import { Affiliation } from './affiliation.record.ts';
import { BuyingParty, BuyingPartyMember } from './buying-party.record.ts';
import { Consent } from './consent.record.ts';
import { consentRules } from './consent.rules.ts';
import { ContactPoint } from './contact-point.record.ts';
import { contactPointRules } from './contact-point.rules.ts';
import { ContactPreference } from './contact-preference.record.ts';
import { contactPreferenceRules } from './contact-preference.rules.ts';
import { Customer } from './customer.record.ts';
import { customerRules } from './customer.rules.ts';
import { CustomerDocument } from './customer-document.record.ts';
import { CustomerMerge } from './customer-merge.record.ts';
import { customerMergeRules } from './customer-merge.rules.ts';
import { CustomerProxy } from './customer-proxy.record.ts';
import { DuplicatesResolver } from './duplicates.resolver.ts';
import { duplicateRules } from './duplicates.rules.ts';
import { ExternalId } from './external-id.record.ts';
import { FinancialFigure } from './financial-figure.record.ts';
import { LifecycleChange } from './lifecycle-change.record.ts';
import { createCustomers } from './migrations/0001-create-customers.ts';
import { completeCustomers } from './migrations/0002-complete-customers.ts';
import { indexBirthDates } from './migrations/0003-index-birth-dates.ts';
import { createPurchases } from './migrations/0004-create-purchases.ts';
import { mergeCustomers } from './migrations/0005-merge-customers.ts';
import { consentToPublication } from './migrations/0006-consent-to-publication.ts';
import { OwnerPeriod } from './owner-period.record.ts';
import { ProfileValue } from './profile-value.record.ts';
import { profileValueRules } from './profile-value.rules.ts';
import { Purchase } from './purchase.record.ts';
import { SelfServiceResolver } from './self-service.resolver.ts';
import { SuppressionResolver } from './suppression.resolver.ts';
import { SuppressionEntry } from './suppression-entry.record.ts';
import { UsageExperience } from './usage-experience.record.ts';
import { markSelfService } from './value-source.ts';
import { VerificationResolver } from './verification.resolver.ts';

export { Affiliation, AffiliationRole } from './affiliation.record.ts';
export { BuyingParty, BuyingPartyKind, BuyingPartyMember, BuyingPartyRole } from './buying-party.record.ts';
export { Consent, ConsentPurpose, ConsentState, LawfulBasis } from './consent.record.ts';
export { type ContactAddress, normaliseAddress } from './contact-address.ts';
export { ContactChannel } from './contact-channel.ts';
export { ContactPoint, ContactPointState, ContactPurpose, VerificationState } from './contact-point.record.ts';
export { ContactPreference, PreferenceBasis, PreferredChannel, Weekday } from './contact-preference.record.ts';
export { Customer, CustomerKind, CustomerLifecycleState } from './customer.record.ts';
export { CustomerDocument } from './customer-document.record.ts';
export { CustomerMerge } from './customer-merge.record.ts';
export { CustomerProxy, ProxyRole } from './customer-proxy.record.ts';
export { contactPointsOf, type DuplicateFinder, findDuplicates } from './duplicates.service.ts';
export { ExternalId } from './external-id.record.ts';
export { FinancialFigure, FinancialMeasure } from './financial-figure.record.ts';
export { careGrants, readGrants } from './grants.ts';
export { LifecycleChange } from './lifecycle-change.record.ts';
export { OwnerPeriod } from './owner-period.record.ts';
export { ProfileValue } from './profile-value.record.ts';
export { Purchase } from './purchase.record.ts';
export { findSuppression } from './suppression.service.ts';
export { SuppressionEntry } from './suppression-entry.record.ts';
export { UsageDepth, UsageExperience } from './usage-experience.record.ts';
export { ValueSource } from './value-source.ts';

export const customersPlugin = definePlugin({
  id: 'customers',
  version: '0.1.0',
  required: true,
  requires: ['system', 'roles'],
  records: [
    Customer,
    CustomerMerge,
    ContactPoint,
    ProfileValue,
    Affiliation,
    BuyingParty,
    BuyingPartyMember,
    Consent,
    ContactPreference,
    SuppressionEntry,
    CustomerProxy,
    ExternalId,
    OwnerPeriod,
    LifecycleChange,
    CustomerDocument,
    UsageExperience,
    FinancialFigure,
    Purchase,
  ],
  resolvers: [DuplicatesResolver, SelfServiceResolver, SuppressionResolver, VerificationResolver],
  migrations: [
    createCustomers,
    completeCustomers,
    indexBirthDates,
    createPurchases,
    mergeCustomers,
    consentToPublication,
  ],
  before: [
    ...[ContactPoint, ProfileValue, Consent, ContactPreference].map(markSelfService),
    ...customerRules,
    ...customerMergeRules,
    ...contactPointRules,
    ...profileValueRules,
    ...consentRules,
    ...contactPreferenceRules,
    ...duplicateRules,
  ],
});
