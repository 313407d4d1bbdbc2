import {
  type AfterHandler,
  type Extension,
  type HandledEvent,
  Installation,
  type PluginDefinition,
  type RecordField,
  type RecordType,
  systemPlugin,
} from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { startTestApp, type TestApp, type TestTenant } from '../test-app.ts';
import { isCreatable, Samples } from './samples.ts';

export interface ContractOptions {
  /** Plugins that it requires besides those of the product. */
  readonly with?: readonly PluginDefinition[];
  /** Values of records that cannot be made up from their fields, by record type; what they leave out is made up. */
  readonly samples?: Readonly<Record<string, (tenant: TestTenant) => object | Promise<object>>>;
  /** Lets happen in `alpha` what handlers wait for and what changes of records do not bring about. */
  readonly exercise?: (app: TestApp) => Promise<void>;
  /** Fields on records of others that are not for filters on purpose: `Customer.wineClub.note`. */
  readonly unfiltered?: readonly string[];
}

/** An event that was handed to a handler of the plugin. */
export interface Handed {
  readonly handler: AfterHandler;
  readonly tenantId: number;
  readonly event: HandledEvent;
}

/** A plugin under test, and the product with it once a check asks for that. */
export class ContractSubject {
  readonly plugin: PluginDefinition;
  readonly options: ContractOptions;
  readonly samples: Samples;
  /** Everything that its handlers were handed so far. */
  readonly handed: Handed[] = [];
  /** All other plugins of a product that has it. */
  readonly others: readonly PluginDefinition[];
  private running: Promise<TestApp> | undefined;
  private filling: Promise<void> | undefined;
  private known: Installation | undefined;

  constructor(plugin: PluginDefinition, options: ContractOptions) {
    this.plugin = plugin;
    this.options = options;
    this.others = [...productPlugins, ...(options.with ?? [])].filter(({ id }) => id !== plugin.id);
    this.samples = new Samples(options.samples ?? {});
  }

  /** The product with the plugin. */
  get installation(): Installation {
    this.known ??= new Installation([...this.others, this.withNotedHandlers()]);
    return this.known;
  }

  /** Its own record types. */
  get types(): RecordType[] {
    return (this.plugin.records ?? []).map((record) => this.installation.catalogue.typeOf(record));
  }

  /** What it adds to records of others, with the types that have it; scores, which the machine keeps, are looked at by themselves. */
  get extensions(): (readonly [type: RecordType, extension: Extension])[] {
    return this.installation.catalogue.types.flatMap((type) =>
      [...type.extensions.values()].flatMap((each) =>
        each.plugin === this.plugin.id && !each.share ? [[type, each] as const] : [],
      ),
    );
  }

  /** Record types of which the checks make records: its own, and those that it extends. */
  get writtenTypes(): RecordType[] {
    const types = [...this.types, ...this.extensions.map(([type]) => type)];
    return [...new Set(types)].filter(isCreatable);
  }

  /** Tables of its record types and of the fields that it adds. */
  get tables(): string[] {
    return [...this.types.map(({ table }) => table), ...this.extensions.map(([, { table }]) => table)];
  }

  /** The plugins without which it cannot be, before it. */
  get required(): PluginDefinition[] {
    const found = new Set<PluginDefinition>([systemPlugin]);
    const visit = ({ requires = [] }: PluginDefinition) => {
      for (const id of requires) {
        const other = this.others.find((each) => each.id === id);
        if (!other || found.has(other)) continue;
        visit(other);
        found.add(other);
      }
    };
    visit(this.plugin);
    return [...found].filter(({ id }) => id !== this.plugin.id);
  }

  /** The product with the plugin, running. All checks share it. */
  app(): Promise<TestApp> {
    this.running ??= startTestApp(this.installation);
    return this.running;
  }

  /** The same with at least one record of each type that the plugin declares or extends, with all its values. */
  async filledApp(): Promise<TestApp> {
    const app = await this.app();
    this.filling ??= (async () => {
      for (const type of this.writtenTypes) await this.create(app.alpha, type);
      await app.drain();
    })();
    await this.filling;
    return app;
  }

  /** A record with every value that the plugin is about: all of its own record types, and all that it adds to others. */
  create(tenant: TestTenant, type: RecordType): Promise<string> {
    return this.samples.create(tenant, type, this.concerns(type));
  }

  /** Values for a record of such a type, other ones than before. */
  input(tenant: TestTenant, type: RecordType): Promise<Record<string, unknown>> {
    return this.samples.input(tenant, type, this.concerns(type));
  }

  private concerns(type: RecordType): (field: RecordField) => boolean {
    if (this.types.includes(type)) return () => true;
    return ({ extension: added }) => type.extensions.get(added?.key ?? '')?.plugin === this.plugin.id;
  }

  async close(): Promise<void> {
    const app = await this.running?.catch(() => undefined);
    await app?.close();
  }

  private withNotedHandlers(): PluginDefinition {
    const { after = [] } = this.plugin;
    return Object.freeze({
      ...this.plugin,
      after: after.map((handler) => ({
        ...handler,
        run: async (event: HandledEvent, context: Parameters<AfterHandler['run']>[1]) => {
          this.handed.push({ handler, tenantId: context.tenant.id, event });
          await handler.run(event, context);
        },
      })),
    });
  }
}
