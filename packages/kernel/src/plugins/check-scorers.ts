import { pathOf } from '../conditions/affected-records.ts';
import { PluginError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldNameOf } from '../records/relations.ts';
import { placeholdersOf } from '../scoring/fact-sql.ts';
import { type AnyScorer, type FactInput, type FactSource, versionsByName } from '../scoring/scorer.ts';
import { PART_ID } from './part-id.ts';
import type { PluginDefinition } from './plugin.ts';

const MAX_ID = 40;
const PLACES = ['subjects', 'asOf'];

type Refuse = (problem: string, mend: string) => never;

/** Scorers say what they read, read what their plugin may, and give what can be shown. */
export function checkScorers(plugins: readonly PluginDefinition[], catalogue: RecordCatalogue): void {
  for (const plugin of plugins) {
    for (const scorer of plugin.scorers ?? []) {
      const refuse: Refuse = (problem, mend) => {
        throw new PluginError(`The plugin "${plugin.id}": the scorer "${scorer.id}" ${problem}`, mend);
      };
      if (!PART_ID.test(scorer.id) || scorer.id.length > MAX_ID)
        refuse(`must have a name of up to ${MAX_ID} lower-case letters, digits or hyphens.`, 'Correct its `id`.');
      if (plugin.after?.some(({ id }) => id === `score-${scorer.id}`))
        refuse('follows events under the name of a handler.', 'Rename the handler.');
      checkNumbers(scorer, refuse);
      for (const [name, input] of Object.entries(scorer.inputs))
        checkInput(plugin, scorer, input, catalogue, (problem, mend) =>
          refuse(`has the input "${name}", ${problem}`, mend),
        );
    }
    checkVersions(plugin);
  }
}

function checkVersions(plugin: PluginDefinition): void {
  for (const versions of versionsByName([plugin]).values()) {
    for (const [index, { scorer }] of versions.entries()) {
      const before = versions[index - 1]?.scorer;
      const what = `The plugin "${plugin.id}": the scorer "${scorer.id}"`;
      if (before?.version === scorer.version)
        throw new PluginError(`${what} is declared twice in version ${scorer.version}.`, 'Raise the version of one.');
      if (before && before.subject() !== scorer.subject())
        throw new PluginError(`${what} has versions for different record types.`, 'Give one of them another id.');
    }
  }
}

function checkNumbers({ version, bands, params, inputs }: AnyScorer, refuse: Refuse): void {
  if (!Number.isSafeInteger(version) || version < 1)
    refuse(`has the version ${version}.`, 'Versions are whole numbers from 1.');
  const limits = Object.values(bands);
  if (!limits.includes(0) || limits.some((from) => !(from >= 0 && from <= 100)))
    refuse('has no band that begins at 0, or one that begins beyond 0 to 100.', 'Correct `bands`.');
  for (const [name, { default: value, min = -Infinity, max = Infinity }] of Object.entries(params))
    if (!Number.isFinite(value) || value < min || value > max)
      refuse(`has the param "${name}", whose default does not lie within its limits.`, 'Correct the default.');
  if (Object.keys(inputs).length === 0) refuse('has no inputs.', 'Declare what it rests on in `inputs`.');
}

function checkInput(
  plugin: PluginDefinition,
  scorer: AnyScorer,
  input: FactInput,
  catalogue: RecordCatalogue,
  refuse: Refuse,
): void {
  const types = input.reads.map((source) => checkSource(plugin, scorer, source, catalogue, refuse));
  const known = new Set([...PLACES, ...types.map(({ name }) => name)]);
  const unknown = placeholdersOf(input).find((name) => !known.has(name));
  if (unknown !== undefined)
    refuse(`whose SQL names {${unknown}}.`, `Name {subjects}, {asOf} or a record type of its \`reads\`.`);
  if (!placeholdersOf(input).includes('subjects'))
    refuse('whose SQL does not ask for its subjects.', 'Join {subjects}, so that it reads no more than it must.');
  if (/\$\d|;/.test(input.sql))
    refuse('whose SQL has parameters or several statements.', 'Values stand in {asOf}; everything else is fixed.');
}

function checkSource(
  plugin: PluginDefinition,
  scorer: AnyScorer,
  { record, fields, via }: FactSource,
  catalogue: RecordCatalogue,
  refuse: Refuse,
): RecordType {
  const type = catalogue.find(recordTypeOf(record()).name);
  const subject = recordTypeOf(scorer.subject()).name;
  if (!type)
    return refuse(`which reads ${recordTypeOf(record()).name}, which no plugin declares.`, 'Name it in `requires`.');
  const names = fields.map((name) => fieldNameOf(type, name));
  const missing = names.find((name) => !type.fields.has(name));
  if (missing !== undefined)
    refuse(`which reads ${type.name}.${missing}, which does not exist.`, 'Name fields of the record type.');
  if (leadsTo(type, via, catalogue) !== subject)
    refuse(`which reads ${type.name} by the way "${via ?? ''}", which does not lead to ${subject}.`, 'Correct `via`.');
  const isOwn = plugin.records?.some((own) => recordTypeOf(own).name === type.name);
  const { read, deny, only } = plugin.rights?.[type.name] ?? {};
  const denied = names.find((name) => deny?.read?.includes(name) || (only && !only.read.includes(name)));
  if (!isOwn && (read !== 'all' || denied !== undefined))
    refuse(
      `which reads ${type.name}${denied === undefined ? '' : `.${denied}`}, which its plugin has no right to.`,
      `Declare \`rights: { ${type.name}: { read: 'all' } }\`.`,
    );
  return type;
}

function leadsTo(type: RecordType, via: string | undefined, catalogue: RecordCatalogue): string | undefined {
  try {
    return (pathOf(type, via, catalogue).at(-1)?.target ?? type).name;
  } catch {
    return undefined;
  }
}
