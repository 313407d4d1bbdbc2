export type { ArrivedFile, FileStore } from './file-store.ts';
export { Files, type SentFile } from './files.ts';
export { type FileRules, fileFieldOf, StoredFile } from './stored-file.ts';
