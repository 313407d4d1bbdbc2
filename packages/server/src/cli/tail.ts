import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CursorExpiredError, createClient, RapportError } from '@rapport/client';
import { fileStore } from '@rapport/client/node';

export interface TailOptions {
  readonly url: string;
  readonly key: string;
  /** For example `customer.*`; all when not given. */
  readonly types: readonly string[] | undefined;
  /** Where to begin when the file holds no cursor. */
  readonly after: string | undefined;
  /** Shell command that gets one event on its standard input. */
  readonly exec: string | undefined;
  readonly cursorFile: string | undefined;
}

const CHANGES = `subscription ($after: String, $types: [String!]) {
  changes(after: $after, types: $types) {
    id cursor sequence kind type at recordType recordId version operation changedFields patch actor requestId
  }
}`;

/**
 * Follows events until a signal: each is a line of JSON on standard output, or on the standard input of a command. What
 * fails is not handled, and the cursor stays before it. Returns the exit code.
 */
export async function tail({ url, key, types, after, exec, cursorFile }: TailOptions): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  process.stdout.on('error', () => undefined);
  const events = createClient({ url, key }).subscribe<{ changes: unknown }>(CHANGES, {
    variables: { types },
    after,
    store: cursorFile === undefined ? undefined : fileStore(cursorFile),
    signal: stop.signal,
    onInterrupted: ({ code, message }) => console.error(`${code}: ${message} Trying again.`),
  });
  try {
    for await (const { changes } of events) {
      const line = `${JSON.stringify(changes)}\n`;
      const exitCode = exec === undefined ? await print(line) : await run(exec, line);
      if (exitCode !== 0) return exitCode;
    }
    return 0;
  } catch (error) {
    throw error instanceof CursorExpiredError ? withPlaces(error, cursorFile) : error;
  }
}

const print = (line: string) =>
  new Promise<number>((resolve) => {
    process.stdout.write(line, (error) => resolve(error ? 1 : 0));
  });

async function run(command: string, line: string): Promise<number> {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  // A command need not read what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(line);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return exitCode ?? 1;
}

function withPlaces({ code, message, oldestCursor, eventCursor }: CursorExpiredError, file: string | undefined) {
  const how = file === undefined ? 'Give one as --after' : `Write one into ${file}`;
  return new RapportError(code, message, {
    hint: `${how}: ${oldestCursor} for all that is still kept, or ${eventCursor} after reading the records anew.`,
  });
}
