import { appendFile } from 'node:fs/promises';
import type { MessageProvider } from './provider.ts';

/** Writes messages to a file, one JSON per line: for trying out, and for systems that fetch them there. */
export const fileProvider = (file: string): MessageProvider => ({
  async send(message) {
    try {
      await appendFile(file, `${JSON.stringify(message)}\n`);
      return { kind: 'sent', reference: null };
    } catch (error) {
      return { kind: 'later', reason: error instanceof Error ? error.message.slice(0, 400) : String(error) };
    }
  },
  async close() {},
});
