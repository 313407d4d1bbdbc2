import { UnitOfWork } from '../unit-of-work.ts';

/**
 * Work that writes values as they are: whatever rules there are looked at them when they were first written, and would
 * take them for news.
 */
export function withoutRules({ context, transaction }: UnitOfWork): UnitOfWork {
  return new UnitOfWork({ ...context, access: context.access.unlimited, withoutRules: true }, transaction);
}
