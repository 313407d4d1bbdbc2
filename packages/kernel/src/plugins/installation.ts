import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Access } from '../access/access.ts';
import { EventCatalogue } from '../events/own-event.ts';
import { composeSchema, type DeclaredSchema } from '../graphql/compose-schema.ts';
import { ALL_FIELDS } from '../graphql/field-rules.ts';
import { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import { checkGrants } from './check-grants.ts';
import { checkMerges } from './check-merges.ts';
import { checkOwnership } from './check-ownership.ts';
import { checkRoles } from './check-roles.ts';
import { checkTimelines } from './check-timelines.ts';
import { declareSchema } from './declare-schema.ts';
import type { BuiltInRole, PluginDefinition } from './plugin.ts';
import { resolvePlugins } from './resolve-plugins.ts';

/** Schemas kept at once: one per set of field rules in use. */
const MAX_SCHEMAS = 50;

/** A set of plugins, put together: everything that does not depend on a database or a request. */
export class Installation {
  readonly plugins: readonly PluginDefinition[];
  readonly catalogue: RecordCatalogue;
  readonly events: EventCatalogue;
  readonly roles: readonly BuiltInRole[];
  readonly before: readonly BeforeHandler[];
  /** The schema with everything in it; whatever does not fit together shows when it is made. */
  readonly fullSchema: GraphQLSchema;
  private readonly declared: DeclaredSchema;
  private readonly schemas = new LRUCache<string, GraphQLSchema>({ max: MAX_SCHEMAS });

  constructor(plugins: readonly PluginDefinition[]) {
    this.plugins = resolvePlugins(plugins);
    const records = this.plugins.flatMap((plugin) => plugin.records ?? []);
    const extensions = this.plugins.flatMap(({ id, extensions: classes = [] }) =>
      classes.map((each) => ({ plugin: id, class: each })),
    );
    this.catalogue = new RecordCatalogue(records, extensions);
    this.events = new EventCatalogue(this.catalogue, this.plugins);
    this.roles = this.plugins.flatMap((plugin) => plugin.roles ?? []);
    this.before = this.plugins.flatMap((plugin) => plugin.before ?? []);
    checkRoles(this.plugins);
    checkGrants(this.plugins);
    checkOwnership(this.plugins);
    checkTimelines(this.plugins, this.catalogue);
    checkMerges(this.plugins, this.catalogue);
    this.declared = declareSchema(this.plugins, [
      ...records,
      ...extensions.map((each) => each.class),
      ...this.catalogue.types.flatMap(inputClasses),
    ]);
    this.fullSchema = composeSchema(this.declared, this.catalogue, ALL_FIELDS, this.before);
  }

  /** The schema as this actor sees it; actors with the same field rules share one. */
  schemaFor(access: Access): GraphQLSchema {
    const known = this.schemas.get(access.fieldView);
    if (known) return known;
    const schema = composeSchema(this.declared, this.catalogue, access, this.before);
    this.schemas.set(access.fieldView, schema);
    return schema;
  }
}

/** Input classes of field values; nothing that type-graphql builds refers to them. */
function inputClasses(type: RecordType): (new () => object)[] {
  return [...type.fields.values()].flatMap((field) =>
    field.kind.inputClass ? [field.kind.inputClass(field) as new () => object] : [],
  );
}
