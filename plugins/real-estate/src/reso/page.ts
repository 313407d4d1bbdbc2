import { EstateUnitState } from '../stock/unit.record.ts';
import { standardStatusOf } from '../stock/unit.resolver.ts';
import { resoExtensions, resoResources } from './mapping.ts';

/** The page that tells how to read this plugin as RESO. */
export function resoPage(): string {
  const resources = resoResources.flatMap(({ resource, recordType, fields }) => [
    `## ${resource}: \`${recordType}\``,
    '',
    '| RESO | here | |',
    '|---|---|---|',
    ...fields.map(({ reso, field, note = '' }) => `| \`${reso}\` | \`${field}\` | ${note} |`),
    '',
  ]);
  const states = Object.keys(EstateUnitState) as (keyof typeof EstateUnitState)[];
  return `# Real estate as RESO

Generated from the code; \`npm run schema:accept\` writes it. Names are those of the RESO Data Dictionary 2.0.

${resources.join('\n')}
## StandardStatus of units

| state | StandardStatus |
|---|---|
${states.map((state) => `| \`${state}\` | \`${standardStatusOf[state]}\` |`).join('\n')}

## Beyond RESO

| record type | what it is |
|---|---|
${resoExtensions.map(([type, what]) => `| \`${type}\` | ${what} |`).join('\n')}

## EntityEvent (RCP-27)

Every change of these records is in the event log, and reads as an EntityEvent; \`entityEventOf\` of the package does it.

| EntityEvent | event of the log |
|---|---|
| \`EntityEventSequence\` | \`sequence\`: it rises by one with every event of the tenant |
| \`ResourceName\` | the resource of \`recordType\`, as above |
| \`ResourceRecordKey\` | \`recordId\` |
| \`EntityEventTimestamp\` | \`at\` |
`;
}
