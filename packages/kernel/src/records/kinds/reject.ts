import { RapportError } from '../../errors/index.ts';

/** Refuses an input value: `path` says where, `rule` says what was expected. */
export function reject(path: string, rule: string, hint?: string): never {
  throw new RapportError('INPUT_INVALID', `${path}: ${rule}`, { field: path, hint });
}
