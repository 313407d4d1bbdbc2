import { explainMissing } from './optional-programs.ts';

export default async function teardown() {
  await globalThis.stopTestPostgres();
  explainMissing();
}
