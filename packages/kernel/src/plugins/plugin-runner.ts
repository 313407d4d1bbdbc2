import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Access } from '../access/access.ts';
import type { Tenant } from '../access/actor.ts';
import { loadTenant } from '../access/load-tenant.ts';
import { pluginAccess } from '../access/plugin-access.ts';
import { RapportError } from '../errors/index.ts';
import type { FileRules, Files, SentFile, StoredFile } from '../files/index.ts';
import type { Outbound } from '../outbound/index.ts';
import type { SecretBox } from '../secrets/index.ts';
import type { PluginSettings, SettingFields, SettingValues } from '../settings/setting.ts';
import type { Settings } from '../settings/settings.ts';
import type { StatementRunner, TenantDatabase, Transaction } from '../tenancy/index.ts';
import { Budget, type Limits } from '../work/budget.ts';
import { UnitOfWork } from '../work/unit-of-work.ts';
import type { Composition } from './composition.ts';
import type { Installation } from './installation.ts';

/** What code of a plugin knows that nobody's request runs: a tenant, and what the plugin may do there. */
export interface PluginContext {
  readonly tenant: Tenant;
  /** Aborted when the code should end: its time is over, or the process stops. */
  readonly signal: AbortSignal;
  /** What the plugin was told in this tenant. */
  settings<Fields extends SettingFields>(declared: PluginSettings<Fields>): Promise<SettingValues<Fields>>;
  /** Where the server may send something. */
  readonly outbound: Outbound;
  /** Files that come otherwise than over HTTP. */
  readonly files: PluginFiles;
  /** Reads and writes in one transaction, with the rights that the plugin declares. */
  transaction<Result>(use: (work: UnitOfWork) => Promise<Result>): Promise<Result>;
}

/** Files of one tenant. */
export interface PluginFiles {
  keep(file: SentFile, rules: FileRules): Promise<StoredFile>;
  open(file: StoredFile): Promise<Readable>;
  discard(file: StoredFile): Promise<void>;
}

export interface PluginRunnerParts {
  readonly files: Files;
  readonly installation: Installation;
  readonly database: TenantDatabase;
  readonly outbound: Outbound;
  readonly settings: Settings;
  readonly secrets: SecretBox;
  /** Told when something was committed that others may wait for. */
  readonly onCommit: () => void;
}

/** A tenant, and what it works with. */
export type Place = Awaited<ReturnType<typeof loadTenant>>;

/** One run of a piece of code. */
export interface PluginRun {
  readonly tenantId: number;
  readonly plugin: string;
  /** What it is, for errors: `the job expire-points`. */
  readonly part: string;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Runs code of plugins in a tenant, as the plugin, within limits. */
export class PluginRunner {
  private readonly parts: PluginRunnerParts;

  constructor(parts: PluginRunnerParts) {
    this.parts = parts;
  }

  async run<Result>(
    { tenantId, plugin, part, limits, signal }: PluginRun,
    code: (context: PluginContext) => Promise<Result>,
  ): Promise<Result> {
    const { database, outbound, settings, files, onCommit } = this.parts;
    const { tenant, composition } = await this.placeOf(database.forTenant(tenantId), tenantId);
    const access = accessIn(composition, plugin);
    const budget = new Budget({ plugin, part }, limits);
    const ending = AbortSignal.any([signal, budget.signal]);
    return budget.run(() =>
      code({
        tenant,
        signal: ending,
        outbound,
        files: {
          keep: (file, rules) => files.keep(tenantId, file, rules),
          open: (file) => files.open(file),
          discard: (file) => files.discard(file),
        },
        settings: (declared) => settings.read(database.forTenant(tenantId, ending), tenant, declared),
        transaction: async (use) => {
          const result = await database.transaction(
            tenantId,
            (transaction) => {
              transaction.meter = budget;
              return use(this.workOf(access, { tenant, composition }, transaction));
            },
            ending,
          );
          onCommit();
          return result;
        },
      }),
    );
  }

  /** A tenant, and what it works with. */
  placeOf(runner: StatementRunner, tenantId: number): Promise<Place> {
    return loadTenant(runner, this.parts.installation, tenantId);
  }

  /** Work in a transaction that is open already, with these rights. */
  workOf(access: Access, { tenant, composition }: Place, transaction: Transaction, requestId?: string): UnitOfWork {
    const { catalogue } = composition;
    const { secrets } = this.parts;
    return new UnitOfWork(
      { tenant, access, composition, catalogue, requestId: requestId ?? `plugin ${randomUUID()}`, secrets },
      transaction,
    );
  }
}

const accesses = new WeakMap<Composition, Map<string, Access>>();

/** What a plugin may do in a composition. Throws PLUGIN_UNAVAILABLE where it is switched off. */
export function accessIn(composition: Composition, id: string): Access {
  const plugin = composition.plugins.find((one) => one.id === id);
  if (!plugin) throw new RapportError('PLUGIN_UNAVAILABLE', `The plugin "${id}" is switched off.`, { plugin: id });
  const known = accesses.get(composition) ?? new Map<string, Access>();
  accesses.set(composition, known);
  const access = known.get(id) ?? pluginAccess(composition, plugin);
  known.set(id, access);
  return access;
}
