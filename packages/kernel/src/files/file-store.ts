import type { Readable } from 'node:stream';

/** Bytes that have arrived whole, and can be read more than once. */
export interface ArrivedFile {
  readonly size: number;
  readonly read: () => Readable;
}

/** Where bytes lie. A key is written once and never again. */
export interface FileStore {
  put(key: string, file: ArrivedFile): Promise<void>;
  /** Throws FILE_MISSING when there is nothing under the key. */
  get(key: string): Promise<Readable>;
  /** Does nothing when there is nothing. */
  delete(key: string): Promise<void>;
}
