import { RapportError as ClientError } from '@rapport/client';
import { GeneratorError } from '@rapport/create-plugin';
import { PluginError, RapportError } from '@rapport/kernel';
import { StartError } from '../start-error.ts';

/** Says on standard error what went wrong and how to mend it; returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof StartError || error instanceof PluginError) {
    print(error.code, error.message, error.hint);
  } else if (error instanceof RapportError) {
    print(error.code, error.message, error.extensions.hint);
  } else if (error instanceof ClientError) {
    print(error.code, error.message, error.hint);
  } else if (error instanceof GeneratorError) {
    console.error(`${error.message}\n${error.hint}`);
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    if (process.env.LOG_LEVEL === 'debug') console.error(error);
  }
  return 1;
}

const print = (code: string, message: string, hint: string | undefined) =>
  console.error(`${code}: ${message}${hint ? `\n${hint}` : ''}`);
