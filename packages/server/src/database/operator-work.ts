import { randomUUID } from 'node:crypto';
import { type Installation, operatorAccess, SecretBox, type Tenant, transactionOn, UnitOfWork } from '@rapport/kernel';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';

interface TenantRow {
  readonly tenant_id: number;
  readonly name: string;
  readonly default_country: string | null;
}

/** Runs `use` in one transaction of one tenant, with every right, on the connection of the database's owner. */
export async function asOperator<Result>(
  queryRunner: QueryRunner,
  installation: Installation,
  slug: string,
  use: (work: UnitOfWork) => Promise<Result>,
): Promise<Result> {
  const client = (await queryRunner.connect()) as pg.ClientBase;
  const tenant = await tenantNamed(client, slug);
  const composition = installation.whole;
  const context = {
    tenant,
    access: operatorAccess,
    composition,
    catalogue: composition.catalogue,
    requestId: `command ${randomUUID()}`,
    // Commands of the operator write no secrets: only processes that serve have keys.
    secrets: new SecretBox([]),
  };
  return transactionOn(client, tenant.id, (transaction) => use(new UnitOfWork(context, transaction)));
}

export async function tenantNamed(client: pg.ClientBase, slug: string): Promise<Tenant> {
  const { rows } = await client.query<TenantRow>(
    'select tenant_id, name, default_country from tenant where slug = $1',
    [slug],
  );
  const [row] = rows;
  if (!row) throw new Error(`There is no tenant "${slug}".`);
  return { id: row.tenant_id, slug, name: row.name, defaultCountry: row.default_country ?? undefined };
}
