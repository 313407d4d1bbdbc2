import { open, readFile, rename } from 'node:fs/promises';
import { type CursorStore, RapportError } from '../index.ts';

const CURSOR = /^[A-Za-z0-9_-]+$/;

/** Keeps the cursor in a file, whole at every moment: also after a power failure it is the newest one or the one before. */
export function fileStore(path: string): CursorStore {
  return {
    get: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      const cursor = text?.trim();
      // Beginning anew in silence would lose events.
      if (cursor !== undefined && !CURSOR.test(cursor)) {
        throw new RapportError('CURSOR_INVALID', `${path} holds no cursor.`, {
          hint: 'Put the cursor there from which to go on, or delete the file to begin anew.',
        });
      }
      return cursor;
    },
    set: async (cursor) => {
      const draft = `${path}.new`;
      const file = await open(draft, 'w');
      try {
        await file.writeFile(`${cursor}\n`);
        // Without it the name could survive a power failure and the content not.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    },
  };
}
