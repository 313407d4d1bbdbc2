import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { TenantSetup } from '../access/load-tenant.ts';
import { checkPermissions } from '../access/permission.ts';
import { type CustomFieldDefinition, customExtension } from '../custom-fields/custom-extension.ts';
import type { EventCatalogue } from '../events/own-event.ts';
import type { DeclaredSchema } from '../graphql/compose-schema.ts';
import { RecordCatalogue } from '../records/catalogue.ts';
import type { RecordType } from '../records/record-type.ts';
import { scoreExtensions } from '../scoring/score-extension.ts';
import { checkSettings, type PluginSettings } from '../settings/setting.ts';
import type { OwnedHandler } from '../work/unit-of-work.ts';
import { checkAfterHandlers } from './check-after-handlers.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkAutomations } from './check-automations.ts';
import { checkBoards } from './check-boards.ts';
import { checkCompat } from './check-compat.ts';
import { checkGrants } from './check-grants.ts';
import { checkJobs } from './check-jobs.ts';
import { checkMerges } from './check-merges.ts';
import { checkMessagePort } from './check-message-port.ts';
import { checkOwnership } from './check-ownership.ts';
import { checkRoles } from './check-roles.ts';
import { checkScorers } from './check-scorers.ts';
import { checkTimelines } from './check-timelines.ts';
import { Composition } from './composition.ts';
import { declareSchema } from './declare-schema.ts';
import { PluginFailures } from './failures.ts';
import type { BuiltInRole, PluginDefinition } from './plugin.ts';
import { checkRoutes } from './plugin-route.ts';
import { resolvePlugins } from './resolve-plugins.ts';

/** Compositions kept at once: one per set of plugins that tenants have switched on. */
const MAX_COMPOSITIONS = 20;

/** The plugins of one installation, put together: everything that does not depend on a database or a request. */
export class Installation {
  readonly plugins: readonly PluginDefinition[];
  readonly roles: readonly BuiltInRole[];
  readonly failures = new PluginFailures();
  readonly settings: readonly PluginSettings[];
  /** All of them together. */
  readonly whole: Composition;
  private readonly declared: DeclaredSchema;
  private readonly compositions = new LRUCache<string, Composition>({ max: MAX_COMPOSITIONS });

  /** `composed: false` leaves the schema to whoever asks for it first: what is known to fit together need not show it. */
  constructor(plugins: readonly PluginDefinition[], { composed = true }: { readonly composed?: boolean } = {}) {
    this.plugins = resolvePlugins(plugins);
    checkCompat(this.plugins);
    this.roles = this.plugins.flatMap((plugin) => plugin.roles ?? []);
    const catalogue = catalogueOf(this.plugins);
    this.settings = this.plugins.flatMap(({ settings = [] }) => settings);
    for (const { id, settings } of this.plugins) if (settings) checkSettings(id, settings);
    checkJobs(this.plugins);
    checkMessagePort(this.plugins);
    checkAlarms(this.plugins);
    checkBoards(this.plugins);
    for (const { id, routes = [] } of this.plugins) checkRoutes(id, routes);
    checkRoles(this.plugins);
    const roleKeys = new Set(this.roles.map(({ key }) => key));
    for (const { id, permissions = [] } of this.plugins) checkPermissions(id, permissions, roleKeys);
    checkGrants(this.plugins);
    checkOwnership(this.plugins);
    checkScorers(this.plugins, catalogue);
    checkTimelines(this.plugins, catalogue);
    checkMerges(this.plugins, catalogue);
    this.declared = declareSchema(this.plugins, [
      ...this.plugins.flatMap(({ records = [], extensions = [] }) => [...records, ...extensions]),
      ...scoreExtensions(this.plugins).map((extension) => extension.class),
      ...catalogue.types.flatMap(inputClasses),
    ]);
    this.whole = new Composition(this.plugins, catalogue, this.declared, this.failures);
    checkAfterHandlers(this.plugins, this.events);
    // Whatever does not fit together shows when it is made.
    if (composed) {
      this.whole.check();
      checkAutomations(this.whole);
    }
  }

  get catalogue(): RecordCatalogue {
    return this.whole.catalogue;
  }

  get fullSchema(): GraphQLSchema {
    return this.whole.fullSchema;
  }

  get events(): EventCatalogue {
    return this.whole.events;
  }

  get before(): readonly OwnedHandler[] {
    return this.whole.before;
  }

  /** What a tenant works with: all plugins but those that it switched off and those that require them, and its own fields. */
  of({ disabledPlugins: disabled, customFields }: TenantSetup): Composition {
    const left: PluginDefinition[] = [];
    const isLeft = (id: string) => left.some((plugin) => plugin.id === id);
    for (const plugin of this.plugins)
      if (!disabled.includes(plugin.id) && (plugin.requires ?? []).every(isLeft)) left.push(plugin);
    if (left.length === this.plugins.length && customFields.length === 0) return this.whole;
    const key = JSON.stringify([left.map(({ id }) => id), customFields]);
    let composition = this.compositions.get(key);
    if (!composition) {
      composition = new Composition(left, catalogueOf(left, customFields), this.declared, this.failures, customFields);
      this.compositions.set(key, composition);
    }
    return composition;
  }
}

function catalogueOf(
  plugins: readonly PluginDefinition[],
  customFields: readonly CustomFieldDefinition[] = [],
): RecordCatalogue {
  const byType = Map.groupBy(customFields, ({ recordType }) => recordType);
  return new RecordCatalogue(
    plugins.flatMap(({ records = [] }) => records),
    [
      ...plugins.flatMap(({ id, extensions = [] }) => extensions.map((each) => ({ plugin: id, class: each }))),
      ...scoreExtensions(plugins),
    ],
    (type) => {
      const definitions = byType.get(type.name);
      return definitions && customExtension(type, definitions);
    },
    plugins.flatMap(({ permissions = [] }) => permissions),
  );
}

/** Input classes of field values; nothing that type-graphql builds refers to them. */
function inputClasses(type: RecordType): (new () => object)[] {
  return [...type.fields.values()].flatMap((field) =>
    field.kind.inputClass ? [field.kind.inputClass(field) as new () => object] : [],
  );
}
