import { type BeforeHandler, type FieldValues, idOf, type UnitOfWork, type WarningCandidate, warn } from '@rapport/sdk';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';
import { type Identity, SUSPICION, scoreDuplicate } from './duplicate-score.ts';
import { candidateOf, contactPointsOf, type DuplicateFinder, findDuplicates } from './duplicates.service.ts';

/** A new customer who looks like one that is there already; the caller may insist. */
const suspectCustomer: BeforeHandler = {
  record: Customer,
  on: ['created'],
  warns: true,
  run: async ({ record, path, earlier = [] }, work) => {
    const subject = identityIn(record);
    const inBatch = earlier.flatMap(({ uuid, record: other }): WarningCandidate[] => {
      const scored = scoreDuplicate(subject, identityIn(other));
      return scored.score < SUSPICION ? [] : [candidateOf(idOf(Customer, uuid), scored)];
    });
    refuseWhere([...inBatch, ...(await findDuplicates(finderOf(work), subject, undefined))], path);
    return undefined;
  },
};

const identityIn = (record: FieldValues): Identity => ({ ...record, contactPoints: contactPointsOf(record) });

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
