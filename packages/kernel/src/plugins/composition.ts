import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Access } from '../access/access.ts';
import type { CustomFieldDefinition } from '../custom-fields/custom-extension.ts';
import { EventCatalogue } from '../events/own-event.ts';
import { composeSchema, type DeclaredSchema } from '../graphql/compose-schema.ts';
import { ALL_FIELDS, type FieldRules } from '../graphql/field-rules.ts';
import type { OwnedAlarm } from '../jobs/alarm.ts';
import type { OwnedJob } from '../jobs/plugin-jobs.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { scoreEvents } from '../scoring/score-extension.ts';
import { scoringJobs } from '../scoring/scoring-run.ts';
import type { OwnedHandler } from '../work/unit-of-work.ts';
import type { PluginFailures } from './failures.ts';
import type { PluginDefinition } from './plugin.ts';

/** Schemas kept at once: one per set of field rules in use. */
const MAX_SCHEMAS = 50;

/** Record types, events, handlers and schema of plugins that work together: those that a tenant has switched on. */
export class Composition {
  /** Equal for the same plugins and the same fields of a tenant. */
  readonly key: string;
  readonly plugins: readonly PluginDefinition[];
  readonly catalogue: RecordCatalogue;
  readonly events: EventCatalogue;
  readonly jobs: readonly OwnedJob[];
  readonly alarms: readonly OwnedAlarm[];
  private readonly handlers: readonly OwnedHandler[];
  private readonly failures: PluginFailures;
  private readonly declared: DeclaredSchema;
  private everything: GraphQLSchema | undefined;
  private readonly schemas = new LRUCache<string, GraphQLSchema>({ max: MAX_SCHEMAS });

  /** `plugins`: in an order in which each comes after what it requires. `declared`: what all installed ones declare. */
  constructor(
    plugins: readonly PluginDefinition[],
    catalogue: RecordCatalogue,
    declared: DeclaredSchema,
    failures: PluginFailures,
    customFields: readonly CustomFieldDefinition[] = [],
  ) {
    const ids = new Set(plugins.map(({ id }) => id));
    this.key = createHash('sha256')
      .update(JSON.stringify([[...ids], customFields]))
      .digest('base64url');
    this.plugins = plugins;
    this.catalogue = catalogue;
    this.failures = failures;
    this.declared = {
      ...declared,
      originOf: (field) => {
        const origin = declared.originOf(field);
        return origin && ids.has(origin.plugin) ? origin : undefined;
      },
    };
    this.events = new EventCatalogue(
      this.catalogue,
      plugins.map((plugin) => ({ id: plugin.id, events: [...(plugin.events ?? []), ...scoreEvents(plugin)] })),
    );
    this.handlers = plugins.flatMap(({ id, before = [] }) => before.map((handler) => ({ ...handler, plugin: id })));
    this.jobs = plugins.flatMap((plugin) => [
      ...(plugin.jobs ?? []).map((job) => ({ ...job, plugin: plugin.id })),
      ...scoringJobs(plugin),
    ]);
    this.alarms = plugins.flatMap(({ id: plugin, alarms = [] }) => alarms.map((alarm) => ({ ...alarm, plugin })));
  }

  /** Handlers before changes, of the plugins that work. */
  get before(): readonly OwnedHandler[] {
    const { plugins: failed } = this.failures;
    return failed.length === 0 ? this.handlers : this.handlers.filter(({ plugin }) => !failed.includes(plugin));
  }

  /** Makes the schema with everything in it, and throws where it is not sound. */
  check(): void {
    this.everything = this.compose(ALL_FIELDS, true);
  }

  /** The schema with everything in it. */
  get fullSchema(): GraphQLSchema {
    this.everything ??= this.compose(ALL_FIELDS);
    return this.everything;
  }

  /** The schema as this actor sees it; actors with the same field rules share one. */
  schemaFor(access: Access): GraphQLSchema {
    if (access.seesAllFields) return this.fullSchema;
    let schema = this.schemas.get(access.fieldView);
    if (!schema) {
      schema = this.compose(access);
      this.schemas.set(access.fieldView, schema);
    }
    return schema;
  }

  private compose(rules: FieldRules, isChecked = false): GraphQLSchema {
    const settings = this.plugins.flatMap((plugin) => plugin.settings ?? []);
    const boards = this.plugins.flatMap((plugin) => plugin.boards ?? []);
    return composeSchema(this.declared, this.catalogue, rules, this.before, settings, boards, { isChecked });
  }
}
