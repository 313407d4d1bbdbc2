import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ArrivedFile, type FileStore, RapportError } from '@rapport/kernel';

const KEY = /^\d+\/[0-9a-f-]{36}$/;

/** Files in a folder of this machine; several machines need a folder that they share, or a store of objects. */
export class DiskFileStore implements FileStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async put(key: string, file: ArrivedFile): Promise<void> {
    const place = this.placeOf(key);
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    // A file is there whole or not at all, also after a crash.
    const arriving = `${place}.arriving`;
    await pipeline(file.read(), createWriteStream(arriving, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(arriving, place);
  }

  async get(key: string): Promise<Readable> {
    const place = this.placeOf(key);
    const handle = await open(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new RapportError('FILE_MISSING', 'The store has no such file.');
      throw error;
    });
    return createReadStream(place, { fd: handle });
  }

  async delete(key: string): Promise<void> {
    await rm(this.placeOf(key), { force: true });
  }

  private placeOf(key: string): string {
    if (!KEY.test(key)) throw new Error('That is no key of a file.');
    const [tenant = '', id = ''] = key.split('/');
    // No folder gets too many files.
    return path.join(this.folder, tenant, id.slice(0, 2), id);
  }
}
