import { defineEvent, type OwnEvent } from '../events/own-event.ts';
import type { DeclaredExtension } from '../records/extensions/extend-record-type.ts';
import { ExtensionOf } from '../records/extensions/extension.decorator.ts';
import { declareField, field } from '../records/field.decorators.ts';
import type { FieldKind } from '../records/field-kind.ts';
import { embedded } from '../records/kinds/index.ts';
import { pascalCase, pluginKey } from '../records/naming.ts';
import type { RecordClass } from '../records/record-type.ts';
import { SCORE_TABLE } from '../records/scores.ts';
import { type AnyScorer, type OwnedScorer, type ScorerOwner, versionsByName } from './scorer.ts';
import { ScorerTerm } from './scorer-term.ts';

const { inputClass: _, ...shown } = embedded;

/** The terms of a score: a document that nobody can give. */
const terms: FieldKind = {
  ...shown,
  name: 'terms',
  output: () => () => [ScorerTerm],
  inputType: () => 'ScorerTerm',
};

/** Where a score stands in the API: `loyaltyAffinityScore`. */
export const scoreKey = ({ plugin, scorer }: Pick<OwnedScorer, 'plugin' | 'scorer'>): string =>
  `${pluginKey(plugin)}${pascalCase(pluginKey(scorer.id))}Score`;

/** Scores are fields that the plugin adds to its subjects: they are read, filtered, sorted and grouped by like others. */
export function scoreExtensions(plugins: readonly ScorerOwner[]): DeclaredExtension[] {
  return [...versionsByName(plugins).values()].map((versions) => {
    const [first] = versions as [OwnedScorer];
    const key = scoreKey(first);
    return {
      plugin: first.plugin,
      class: scoreClassOf(key, versions),
      shared: { key, table: SCORE_TABLE, share: { column: 'scorer', value: first.name } },
    };
  });
}

/** Of each scorer: announced when the value or the band of a live score changes. */
export const scoreEvents = (plugin: ScorerOwner): OwnEvent[] =>
  [...versionsByName([plugin]).values()].flatMap(([owned]) => (owned ? [scoreEventOf(owned)] : []));

function scoreEventOf(owned: OwnedScorer): OwnEvent {
  const { plugin, scorer } = owned;
  return defineEvent({
    type: scoreEventType(owned),
    description: `The score changed its value or its band. ${scorer.description}`,
    schemaVersion: 1,
    about: scorer.subject,
    tells: `${scoreKey({ plugin, scorer })}.value`,
    payload: {
      scorer: { type: 'text', description: 'Id of the plugin and of the scorer.' },
      value: { type: 'number', description: 'The value, from 0 to 100.' },
      band: { type: 'text', description: 'The band.' },
      previousValue: { type: 'number', description: 'The value before; missing when there was none.', optional: true },
      previousBand: { type: 'text', description: 'The band before; missing when there was none.', optional: true },
      version: { type: 'int', description: 'Version of the scorer.' },
    },
  });
}

/** `loyalty.affinityScoreChanged`. */
export const scoreEventType = ({ plugin, scorer }: Pick<OwnedScorer, 'plugin' | 'scorer'>): string =>
  `${pluginKey(plugin)}.${pluginKey(scorer.id)}ScoreChanged`;

/** One class per scorer, whatever is made of it: type-graphql knows each for as long as the process lives. */
const classes = new WeakMap<AnyScorer, RecordClass>();

function scoreClassOf(key: string, versions: readonly OwnedScorer[]): RecordClass {
  const scorer = (versions[0] as OwnedScorer).scorer;
  const known = classes.get(scorer);
  if (known) return known;
  const name = pascalCase(key);
  const scoreClass = { [name]: class {} }[name] as RecordClass;
  const own = { nullable: true, writable: 'never' } as const;
  const declare = (fieldName: string, decorator: PropertyDecorator) =>
    decorator(scoreClass.prototype as object, fieldName);
  declare('value', field.points({ ...own, description: `From 0 to 100. ${scorer.description}`, order: true }));
  declare('band', field.text({ ...own, description: 'Name of the range in which the value lies.', maxLength: 60 }));
  declare('base', field.points({ ...own, description: 'What the terms are added to.', filter: false }));
  declareField(scoreClass.prototype as object, 'terms', {
    ...own,
    kind: terms,
    description: 'What the value is made of. Whoever may not read what the inputs read does not see it.',
    tells: () => versions.flatMap(({ scorer: { inputs } }) => Object.values(inputs).flatMap(({ reads }) => reads)),
  });
  declare('version', field.int({ ...own, description: 'Version of the scorer that gave it.' }));
  declare('tuning', field.int({ ...own, description: 'Number of the tuning that it was given with; 0: defaults.' }));
  declare('changedAt', field.instant({ ...own, description: 'When value or band last changed.' }));
  const hidden = { read: ['value', 'band', 'base', 'terms', 'version', 'tuning', 'changedAt'] };
  ExtensionOf(scorer.subject, {
    description: scorer.description,
    indexes: [['band', 'id']],
    deny: Object.fromEntries((scorer.hiddenFrom ?? []).map((role) => [role, hidden])),
  })(scoreClass);
  classes.set(scorer, scoreClass);
  return scoreClass;
}
