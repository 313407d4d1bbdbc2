import { findDrift, generatedFiles, writeFiles } from '../codegen/generated-files.ts';
import type { Config } from '../config.ts';
import { installProduct } from '../plugins/product-installation.ts';

/** Writes what programs and people need of the installation, or says where it differs; returns the exit code. */
export async function generate(config: Config, out: string, onlyCheck: boolean): Promise<number> {
  const files = generatedFiles(await installProduct(config));
  if (!onlyCheck) {
    writeFiles(out, files);
    return 0;
  }
  const drift = findDrift(out, files);
  for (const line of drift) console.error(line);
  if (drift.length > 0) console.error('Run `rapport codegen` and look at what changes.');
  return drift.length > 0 ? 1 : 0;
}
