import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

export interface BreakingChange {
  readonly path: string;
  readonly message: string;
}

/** What of a new schema breaks clients of the old one and is not named in the release notes as `Type.field`. */
export async function breakingChanges(before: string, after: string, notes: string): Promise<BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(
      ({ criticality, path }) => criticality.level === CriticalityLevel.Breaking && !notes.includes(`\`${path}\``),
    )
    .map(({ path, message }) => ({ path: path ?? '', message }));
}
