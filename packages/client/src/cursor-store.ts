import { RapportError } from './errors.ts';

/** Where the cursor of the last handled event is kept. Each consumer needs one of its own. */
export interface CursorStore {
  /** The cursor; undefined when nothing was handled yet. */
  get(): string | undefined | Promise<string | undefined>;
  /** The next event is handed out only after it is done. */
  set(cursor: string): void | Promise<void>;
}

/** Good as long as the process runs. */
export function memoryStore(): CursorStore {
  let kept: string | undefined;
  return {
    get: () => kept,
    set: (cursor) => {
      kept = cursor;
    },
  };
}

/** Good across reloads of a page; `name` is the key in the browser's local storage. */
export function localStorageStore(name: string): CursorStore {
  return {
    get: () => localStorage.getItem(name) ?? undefined,
    set: (cursor) => {
      try {
        localStorage.setItem(name, cursor);
      } catch (cause) {
        throw new RapportError('CURSOR_NOT_KEPT', `The cursor "${name}" cannot be kept in the local storage.`, {
          hint: 'The storage is full or closed to this page; give another store.',
          cause,
        });
      }
    },
  };
}
