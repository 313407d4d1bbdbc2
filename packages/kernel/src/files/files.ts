import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Readable } from 'node:stream';
import { RapportError } from '../errors/index.ts';
import type { FileStore } from './file-store.ts';
import { claimedType, HEAD_BYTES, mediaTypeOf } from './media-type.ts';
import type { FileRules, StoredFile } from './stored-file.ts';

/** A file as somebody sends it. */
export interface SentFile {
  readonly name: string;
  /** What he says that it is. */
  readonly mediaType: string | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const MAX_NAME = 200;

/** Takes files in, and brings them. Bytes are looked at before they are kept: how many, and what they are. */
export class Files {
  private readonly store: FileStore;

  constructor(store: FileStore) {
    this.store = store;
  }

  /**
   * Keeps a file. Throws FILE_REFUSED when it is empty or not what its sender says, and BODY_TOO_LARGE as soon as more
   * bytes have come than are allowed: nothing of it is kept then.
   */
  async keep(tenantId: number, { name, mediaType, bytes }: SentFile, { maxBytes }: FileRules): Promise<StoredFile> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'rapport-file-'));
    try {
      const spool = path.join(folder, 'bytes');
      const { size, sha256, head } = await receive(bytes, spool, maxBytes);
      if (size === 0) throw new RapportError('FILE_REFUSED', 'The file is empty.');
      const claimed = claimedType(mediaType);
      const type = await mediaTypeOf(head, claimed);
      if (type === undefined)
        throw new RapportError('FILE_REFUSED', `The file is not what its sender says: ${claimed}.`, {
          mediaType: claimed,
        });
      const key = `${tenantId}/${randomUUID()}`;
      await this.store.put(key, { size, read: () => createReadStream(spool) });
      return { name: cleanName(name), mediaType: type, size, sha256, key };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Throws FILE_MISSING when the store has lost it. */
  open({ key }: StoredFile): Promise<Readable> {
    return this.store.get(key);
  }

  /** For what was kept and is not needed: the record that should hold it could not be made. */
  discard({ key }: StoredFile): Promise<void> {
    return this.store.delete(key);
  }
}

interface Received {
  readonly size: number;
  readonly sha256: string;
  readonly head: Uint8Array;
}

async function receive(bytes: AsyncIterable<Uint8Array>, spool: string, maxBytes: number): Promise<Received> {
  const file = await open(spool, 'wx', 0o600);
  try {
    return await copy(bytes, file, maxBytes);
  } finally {
    await file.close();
  }
}

async function copy(bytes: AsyncIterable<Uint8Array>, file: FileHandle, maxBytes: number): Promise<Received> {
  const hash = createHash('sha256');
  const heads: Uint8Array[] = [];
  let [size, headSize] = [0, 0];
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw new RapportError('BODY_TOO_LARGE', `The file is larger than ${maxBytes} bytes.`);
    hash.update(chunk);
    if (headSize < HEAD_BYTES) {
      heads.push(chunk.subarray(0, HEAD_BYTES - headSize));
      headSize += Math.min(chunk.length, HEAD_BYTES - headSize);
    }
    await file.write(chunk);
  }
  return { size, sha256: hash.digest('hex'), head: Buffer.concat(heads) };
}

/** The last part of a path, without what cannot be shown. */
function cleanName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out.
  const clean = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return (clean === '' || clean === '.' || clean === '..' ? 'file' : clean).slice(0, MAX_NAME);
}
