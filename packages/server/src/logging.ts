import { isDatabaseError } from '@rapport/kernel';
import { type DestinationStream, type Logger, pino } from 'pino';

/** SQLSTATE classes whose messages quote statements and names only; those of the other classes may quote values. */
const MESSAGE_HOLDS_NO_VALUE = /^(08|25|28|3D|40|42|53|54|55|57|58|XX)/;
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Log lines as JSON on standard output. No line carries a credential or the value of a parameter. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: ['*.authorization', '*.password', '*.secret'],
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Only these parts: what else drivers hang on their errors may hold whole rows. */
export function describeError(error: unknown): DescribedError | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { type: typeof error, message: 'Something that is no error was thrown.' };
  const code = isDatabaseError(error) ? error.code : undefined;
  const quotesValues = code !== undefined && SQLSTATE.test(code) && !MESSAGE_HOLDS_NO_VALUE.test(code);
  const message = quotesValues ? 'not shown, it may quote a value' : error.message;
  const cause = describeError(error.cause);
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    ...(error.stack && { stack: `${error.name}: ${message}${framesOf(error.stack)}` }),
    ...(cause && { cause }),
  };
}

/** The stack without the message that it begins with. */
function framesOf(stack: string): string {
  const start = stack.search(/\n {4}at /);
  return start < 0 ? '' : stack.slice(start);
}
