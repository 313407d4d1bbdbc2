import { encodeId, recordTypeOf, TenantDatabase } from '@rapport/kernel';
import type pg from 'pg';
import { WebhookEndpoint } from '../webhooks/webhook-endpoint.record.ts';

/** An endpoint of webhooks to which nothing is sent. */
export interface PausedEndpoint {
  readonly tenant: string;
  readonly id: string;
  readonly reason: string;
  readonly since: Date;
}

/** Those of all tenants, asked as the database's owner. */
export async function pausedEndpoints(pool: pg.Pool): Promise<PausedEndpoint[]> {
  const database = new TenantDatabase(pool);
  const tenants = await database.withoutTenant<{ tenant_id: number; slug: string }>({
    text: 'select tenant_id, slug from tenant order by slug',
    values: [],
  });
  const paused: PausedEndpoint[] = [];
  for (const { tenant_id: tenantId, slug: tenant } of tenants) {
    const rows = await database.forTenant(tenantId).run<{ id: string; reason: string; since: Date }>({
      text: `select id, pause_reason as reason, paused_at as since from webhook_endpoint
       where tenant_id = $1 and state = 'PAUSED' and deleted_at is null order by paused_at, id`,
      values: [tenantId],
    });
    paused.push(...rows.map((row) => ({ ...row, tenant, id: encodeId(recordTypeOf(WebhookEndpoint), row.id) })));
  }
  return paused;
}
