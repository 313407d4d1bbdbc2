import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const packages = path.join(import.meta.dirname, '../../packages');

interface Rule {
  readonly pattern: RegExp;
  /** Files that may, each because it is the one place for it. */
  readonly except: readonly string[];
}

/** What must not stand in the source, because it would get past a rule that everything else relies on. */
const rules: Record<string, Rule> = {
  'TypeORM writes nothing on the way of a request: it would skip versions, rights and the journal': {
    pattern: /\.save\(|getRepository|\.manager\b|synchronize\(\)/,
    except: [],
  },
  'session settings are made with set_config, local to a transaction, in the tenancy folder and by administration': {
    pattern: /set_config\(|\bset (?:local |session )?(?:app\.|role\b)/i,
    except: [
      'kernel/src/tenancy/tenant-setting.ts',
      'kernel/src/tenancy/lazy-commit-setting.ts',
      'kernel/src/tenancy/lookup-setting.ts',
      'kernel/src/tenancy/moving-setting.ts',
      'kernel/src/tenancy/patience-setting.ts',
      'kernel/src/plugins/migrate.ts',
      'server/src/demo/bulk-load.ts',
      'server/src/demo/seed.ts',
      'testing/src/test-app.ts',
    ],
  },
  'the pool is used through TenantDatabase': {
    pattern: /pool\??\.(?:query|connect)\b/,
    except: [
      // Its tables hold the jobs of all tenants.
      'kernel/src/jobs/graphile-queue.ts',
      'kernel/src/jobs/patient-pool.ts',
      'kernel/src/tenancy/tenant-database.ts',
      'server/src/database/migration-state.ts',
      'server/src/database/safety-checks.ts',
      'server/src/http/http-server.ts',
    ],
  },
  'no type is silenced': {
    pattern: /@ts-(?:ignore|expect-error|nocheck)|\bas any\b|: any\b|<any>/,
    except: ['kernel/src/records/record-type.ts'],
  },
  'rights are declared with grants, not with decorators that simple resolvers skip': {
    pattern: /@Authorized|@UseMiddleware/,
    except: [],
  },
};

const sources = fs
  .readdirSync(packages, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^[^/]+\/src\/.*\.ts$/.test(name) && !name.endsWith('.test.ts'));

const offenders = ({ pattern, except }: Rule, read: (name: string) => string) =>
  sources.filter((name) => !except.includes(name) && pattern.test(read(name)));

describe('the source', () => {
  test.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(offenders(rule, (name) => fs.readFileSync(path.join(packages, name), 'utf8'))).toEqual([]);
  });

  test.each([
    'await repository.save(row);',
    "await client.query(`select set_config('app.tenant', $1, false)`)",
    "await pool.query('select 1')",
    'const x = value as any;',
    '@Authorized() name!: string;',
  ])('%j would be found: the tests above can fail', (line) => {
    expect(Object.values(rules).some((rule) => offenders(rule, () => line).length > 0)).toBe(true);
  });

  test('every exception is still needed', () => {
    for (const { pattern, except } of Object.values(rules)) {
      for (const name of except)
        expect({ name, needed: pattern.test(fs.readFileSync(path.join(packages, name), 'utf8')) }).toEqual({
          name,
          needed: true,
        });
    }
  });
});
