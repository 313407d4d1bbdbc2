import path from 'node:path';
import type { FileStore } from '@rapport/kernel';
import type { Config } from '../config.ts';
import { DiskFileStore } from './disk-file-store.ts';
import { S3FileStore } from './s3-file-store.ts';

/** Where files lie, as the configuration says. */
export function createFileStore({ home, fileStore }: Config): FileStore {
  return fileStore ? new S3FileStore(fileStore) : new DiskFileStore(path.join(home, 'files'));
}
