import { createTenant, type Installation, TENANT_SETTING } from '@rapport/kernel';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { rebuildTenantSearch } from '../database/search-index.ts';
import { bulkLoad, loadTables } from './bulk-load.ts';
import { generateDealings } from './dealings.ts';
import { generateDialogue } from './dialogue.ts';
import { generateFieldWork } from './field-work.ts';
import { generateLives, seedLives } from './lives.ts';
import { generateMarketing } from './marketing.ts';
import {
  customerColumns,
  customerRow,
  type DemoOwner,
  type GeneratedCustomer,
  generateCustomer,
  generateInteraction,
  interactionColumns,
} from './people.ts';
import { demoPlace, seedPlugins } from './plugin-demos.ts';
import { Random } from './random.ts';
import { seedService } from './service.ts';
import { type DemoTenant, demoTenants } from './tenants.ts';

const SEED = 20_260_301;
const INTERACTIONS_PER_CUSTOMER = 6;
const NOTHING_ADDED = `Nothing was added: the demo tenants ${demoTenants.map(({ slug }) => slug).join(' and ')} are there. --customers <number> adds customers to ${demoTenants[0]?.slug}.`;

export interface SeedOptions {
  /** Customers to add to the first tenant; when absent, a few hundred if there are none yet. */
  readonly customers?: number | undefined;
  /** Interactions of each customer that is added; asking for them asks for customers too. */
  readonly interactionsPerCustomer?: number | undefined;
  /** End of the history, in milliseconds since 1970. */
  readonly now: number;
  readonly report: (message: string) => void;
}

/** Whether the database has no tenant yet. */
export async function isEmpty(queryRunner: QueryRunner): Promise<boolean> {
  const [row] = (await queryRunner.query('select count(*)::int as tenants from tenant')) as { tenants: number }[];
  return row?.tenants === 0;
}

/** Fills the database with the companies of the demonstration, those of them that it lacks. The same `now` gives the same data. */
export async function seedDemo(
  queryRunner: QueryRunner,
  installation: Installation,
  options: SeedOptions,
): Promise<void> {
  const client = (await queryRunner.connect()) as pg.ClientBase;
  let added = false;
  for (const [index, tenant] of demoTenants.entries()) {
    const random = new Random(SEED + index);
    const known = (await queryRunner.query('select tenant_id from tenant where slug = $1', [tenant.slug])) as {
      tenant_id: number;
    }[];
    const asked = index === 0 && (options.customers !== undefined || options.interactionsPerCustomer !== undefined);
    if (known[0] && !asked) continue;
    added = true;
    const tenantId = known[0]?.tenant_id ?? (await createTenant(queryRunner, installation, tenant));
    await queryRunner.query(`select set_config('${TENANT_SETTING}', $1, false)`, [String(tenantId)]);
    const owners = await staff(queryRunner, tenantId, tenant, random, options.now);
    await seedCustomers(
      client,
      tenantId,
      tenant,
      random,
      owners,
      (index === 0 ? options.customers : undefined) ?? tenant.customers,
      // Those that are asked for by number are there to be counted; nobody reads about them one by one.
      !asked,
      options,
    );
    if (!known[0]) {
      const place = await demoPlace(client, tenantId, options.now);
      await seedPlugins(client, installation, { id: tenantId, slug: tenant.slug }, place, random, options.report);
    }
    await rebuildTenantSearch(queryRunner, installation, tenant.slug, options.report);
  }
  await queryRunner.query(`select set_config('${TENANT_SETTING}', '', false)`);
  if (!added) options.report(NOTHING_ADDED);
}

async function seedCustomers(
  client: pg.ClientBase,
  tenantId: number,
  tenant: DemoTenant,
  random: Random,
  owners: readonly [DemoOwner, ...DemoOwner[]],
  count: number,
  hasLives: boolean,
  { interactionsPerCustomer = INTERACTIONS_PER_CUSTOMER, now, report }: SeedOptions,
): Promise<void> {
  const customers: GeneratedCustomer[] = [];
  const keep = interactionsPerCustomer > 0 || hasLives;
  function* customerRows() {
    for (let index = 0; index < count; index++) {
      const customer = generateCustomer(random, index, count, owners, now, tenant.mobilePrefix);
      if (keep) customers.push(customer);
      yield customerRow(customer);
    }
  }
  function* interactionRows() {
    for (const customer of customers) {
      for (let index = 0; index < interactionsPerCustomer; index++)
        yield generateInteraction(random, customer, tenant.subjects, tenant.currency, now);
    }
  }
  await timed(`${tenant.slug}: ${count} customers`, count, report, () =>
    bulkLoad(client, 'customer', tenantId, customerColumns, count, customerRows(), ['contact_rhythm']),
  );
  if (hasLives) {
    const lives = generateLives(random, customers, tenant, owners, now);
    await seedLives(client, tenantId, lives);
    const regionOf = new Map(lives.profiles.map(({ id, region }) => [id, region ?? '']));
    await loadTables(client, tenantId, [
      ...(tenant.sendsTechnicians ? generateFieldWork(random, customers, regionOf, now) : []),
      ...generateDialogue(random, customers, tenant, owners, now),
      ...generateMarketing(random, customers, tenant, owners, now),
      ...generateDealings(random, customers, now),
    ]);
    await seedService(client, tenantId, tenant, new Random(SEED + tenantId), customers, now);
  }
  const interactions = count * interactionsPerCustomer;
  if (interactions === 0) return;
  await timed(`${tenant.slug}: ${interactions} interactions`, interactions, report, () =>
    bulkLoad(client, 'interaction', tenantId, interactionColumns, interactions, interactionRows(), ['contact_rhythm']),
  );
}

async function timed(
  what: string,
  rows: number,
  report: (message: string) => void,
  load: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  await load();
  const seconds = (performance.now() - started) / 1_000;
  report(`${what} in ${seconds.toFixed(1)} s (${Math.round(rows / seconds).toLocaleString('en')} rows/s)`);
}

/** Teams, territories and users of a tenant; returns those who own customers. */
async function staff(
  queryRunner: QueryRunner,
  tenantId: number,
  tenant: DemoTenant,
  random: Random,
  now: number,
): Promise<[DemoOwner, ...DemoOwner[]]> {
  const existing = (await queryRunner.query(
    `select u.id, u.team_id as "teamId", u.territory_id as "territoryId" from user_account u join role r on r.tenant_id = u.tenant_id and r.id = u.role_id
     where u.tenant_id = $1 and r.key = 'seller' and u.deleted_at is null order by u.id`,
    [tenantId],
  )) as DemoOwner[];
  if (existing[0]) return existing as [DemoOwner, ...DemoOwner[]];

  const place = async (table: 'team' | 'territory', nodes: DemoTenant['teams']) => {
    const ids = new Map<string, string>();
    for (const { name, parent } of nodes) {
      const id = random.uuidAt(now);
      ids.set(name, id);
      await queryRunner.query(`insert into ${table} (tenant_id, id, name, parent_id) values ($1, $2, $3, $4)`, [
        tenantId,
        id,
        name,
        parent ? ids.get(parent) : null,
      ]);
    }
    return ids;
  };
  const teams = await place('team', tenant.teams);
  const territories = await place('territory', tenant.territories);
  const owners: DemoOwner[] = [];
  for (const user of tenant.users) {
    const owner: DemoOwner = {
      id: random.uuidAt(now),
      teamId: (user.team && teams.get(user.team)) ?? null,
      territoryId: (user.territory && territories.get(user.territory)) ?? null,
    };
    await queryRunner.query(
      `insert into user_account (tenant_id, id, name, email, active, role_id, team_id, territory_id)
       select $1, $2, $3, $4, true, id, $6, $7 from role where tenant_id = $1 and key = $5`,
      [tenantId, owner.id, user.name, user.email, user.role, owner.teamId, owner.territoryId],
    );
    if (user.role === 'seller') owners.push(owner);
  }
  const [first, ...others] = owners;
  if (!first) throw new Error(`${tenant.slug} has no seller.`);
  return [first, ...others];
}
