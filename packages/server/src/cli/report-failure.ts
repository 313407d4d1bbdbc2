import { RapportError as ClientError } from '@rapport/client';
import { GeneratorError } from '@rapport/create-plugin';
import { StartError } from '../start-error.ts';

/** Says on standard error what went wrong and how to mend it; returns the exit code. */
export async function reportFailure(error: unknown): Promise<number> {
  if (error instanceof StartError || error instanceof ClientError) print(error.code, error.message, error.hint);
  else if (error instanceof GeneratorError) console.error(`${error.message}\n${error.hint}`);
  else await reportOther(error);
  return 1;
}

async function reportOther(error: unknown): Promise<void> {
  // Whoever throws errors of the kernel has loaded it; for other commands it would be most of their time.
  const { PluginError, RapportError } = await import('@rapport/kernel');
  if (error instanceof PluginError) return print(error.code, error.message, error.hint);
  if (error instanceof RapportError) return print(error.code, error.message, error.extensions.hint);
  console.error(error instanceof Error ? error.message : String(error));
  if (process.env.LOG_LEVEL === 'debug') console.error(error);
}

const print = (code: string, message: string, hint: string | undefined) =>
  console.error(`${code}: ${message}${hint ? `\n${hint}` : ''}`);
