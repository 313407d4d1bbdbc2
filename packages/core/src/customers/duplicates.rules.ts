import { type BeforeHandler, type UnitOfWork, type WarningCandidate, warn } from '@rapport/sdk';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';
import { contactPointsOf, type DuplicateFinder, findDuplicates } from './duplicates.service.ts';

/** A new customer who looks like one that is there already; the caller may insist. */
const suspectCustomer: BeforeHandler = {
  record: Customer,
  on: ['created'],
  warns: true,
  run: async ({ record, path }, work) => {
    const { name, birthDate } = record as { readonly name: string; readonly birthDate?: string };
    const subject = { name, birthDate: birthDate ?? null, contactPoints: contactPointsOf(record) };
    refuseWhere(await findDuplicates(finderOf(work), subject, undefined), path);
    return undefined;
  },
};

/** A new contact point that another customer has, and that nobody said was shared. */
const suspectContactPoint: BeforeHandler = {
  record: ContactPoint,
  on: ['created'],
  warns: true,
  run: async ({ record, path }, work) => {
    if (record.shared === true) return undefined;
    const subject = { contactPoints: [String(record.normalised)] };
    refuseWhere(await findDuplicates(finderOf(work), subject, String(record.customerId)), `${path}.value`);
    return undefined;
  },
};

const finderOf = (work: UnitOfWork): DuplicateFinder => ({
  access: work.context.access,
  find: (record, options) => work.find(record, options),
});

function refuseWhere(candidates: readonly WarningCandidate[], path: string): void {
  if (candidates.length === 0) return;
  const those = candidates.length === 1 ? 'a customer who is' : `${candidates.length} customers who are`;
  warn({ code: 'DUPLICATE_SUSPECTED', message: `${path} looks like ${those} there already.`, field: path, candidates });
}

export const duplicateRules: readonly BeforeHandler[] = [suspectCustomer, suspectContactPoint];
