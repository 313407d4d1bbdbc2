import { createPool } from '@rapport/kernel';
import type { Config } from '../config.ts';
import type { DatabaseAccess } from '../database/connection.ts';
import { runSafetyChecks } from '../database/safety-checks.ts';

/** Prints what every safety check found and how to mend it; returns the exit code. */
export async function doctor(config: Config, { api }: DatabaseAccess): Promise<number> {
  const pool = createPool({ ...api, password: api.password ?? '', max: 1 });
  try {
    const findings = await runSafetyChecks(pool, config);
    for (const { ok, code, what, found, mend } of findings) {
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${what} (${found})`);
      if (!ok) console.log(`     ${code}: ${mend}`);
    }
    const failed = findings.filter(({ ok }) => !ok).length;
    console.log(failed === 0 ? 'Everything is in order.' : `${failed} of ${findings.length} checks failed.`);
    return failed === 0 ? 0 : 1;
  } finally {
    await pool.end();
  }
}
