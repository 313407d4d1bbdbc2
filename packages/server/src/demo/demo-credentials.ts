import fs from 'node:fs';
import path from 'node:path';
import type { Installation } from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';
import { createKey } from '../database/api-keys.ts';

/** Tenant whose key the demonstration hands out. */
const TENANT = 'formosa';
const ADMINISTRATOR = 'admin@formosa.example';

/**
 * The key of the demonstration: kept in `demo.env`, where scripts can source it, and made when the file is missing.
 * None where the tenants are somebody's own.
 */
export async function demoKey(
  queryRunner: QueryRunner,
  installation: Installation,
  home: string,
): Promise<string | undefined> {
  const [tenant] = (await queryRunner.query('select 1 from tenant where slug = $1', [TENANT])) as unknown[];
  if (!tenant) return undefined;
  return (
    keptDemoKey(home) ??
    createKey(queryRunner, installation, { tenant: TENANT, role: 'admin', name: 'Demonstration', user: ADMINISTRATOR })
  );
}

export function writeDemoFile(home: string, url: string, key: string): void {
  fs.writeFileSync(demoFile(home), `RAPPORT_URL=${url}\nRAPPORT_KEY=${key}\n`, { mode: 0o600 });
  fs.chmodSync(demoFile(home), 0o600);
}

export const demoFile = (home: string): string => path.join(home, 'demo.env');

/** The key that scripts find there; undefined before the first start. */
export function keptDemoKey(home: string): string | undefined {
  const file = demoFile(home);
  return fs.existsSync(file) ? /^RAPPORT_KEY=(\S+)$/m.exec(fs.readFileSync(file, 'utf8'))?.[1] : undefined;
}
