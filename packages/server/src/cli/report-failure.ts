import { PluginError, RapportError } from '@rapport/kernel';
import { StartError } from '../start-error.ts';

/** Says on standard error what went wrong and how to mend it; returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof StartError || error instanceof PluginError) {
    console.error(`${error.code}: ${error.message}\n${error.hint}`);
  } else if (error instanceof RapportError) {
    console.error(`${error.code}: ${error.message}${error.extensions.hint ? `\n${error.extensions.hint}` : ''}`);
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    if (process.env.LOG_LEVEL === 'debug') console.error(error);
  }
  return 1;
}
