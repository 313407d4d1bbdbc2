import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Installation } from '@rapport/kernel';
import { type DocumentNode, Kind, parse, validate } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { checkQuery } from '../http/read-body.ts';
import { StartError } from '../start-error.ts';
import { MAX_TOKENS } from './apollo.ts';
import { MAX_ERRORS } from './format-error.ts';

/** Texts of operations by the SHA-256 of each, in hexadecimal digits. */
export type TrustedDocuments = ReadonlyMap<string, string>;

const HASH = /^[0-9a-f]{64}$/;

/** The documents that the configuration trusts; whatever is wrong with one stops the start. */
export function readTrustedDocuments({ trustedDocuments }: Config): TrustedDocuments {
  if (!trustedDocuments) return new Map();
  const { file } = trustedDocuments;
  const entries = Object.entries(readObject(file));
  for (const [hash, text] of entries) {
    const problem = problemOf(hash, text);
    if (problem) throw invalid(file, `whose entry "${hash}" ${problem}`);
  }
  return new Map(entries as [string, string][]);
}

/** Says which documents nobody can ask; that of a role which sees less may still be another matter. */
export function warnOfMisfits(documents: TrustedDocuments, installation: Installation, logger: Logger): void {
  for (const [hash, text] of documents) {
    const document = parse(text);
    const problems = validate(installation.fullSchema, document, undefined, { maxErrors: MAX_ERRORS });
    if (problems.length === 0) continue;
    logger.warn(
      { document: hash, operation: nameOf(document), problems: problems.map(({ message }) => message) },
      'a trusted document does not fit the schema',
    );
  }
}

function readObject(file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(file, `which cannot be read: ${(error as Error).message}`, error);
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw invalid(file, 'which holds no JSON object');
  return content;
}

function problemOf(hash: string, text: unknown): string | undefined {
  if (typeof text !== 'string') return 'is not the text of an operation';
  const actual = createHash('sha256').update(text).digest('hex');
  if (!HASH.test(hash)) return 'is not named by the SHA-256 of its text in lower-case hexadecimal digits';
  if (hash !== actual) return `has a text with another SHA-256, ${actual}`;
  try {
    checkQuery(text);
    parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return `cannot be asked: ${(error as Error).message}`;
  }
  return undefined;
}

function nameOf({ definitions }: DocumentNode): string {
  return definitions
    .flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ''] : []))
    .join(', ');
}

function invalid(file: string, problem: string, cause?: unknown): StartError {
  return new StartError(
    'CONFIGURATION_INVALID',
    `TRUSTED_DOCUMENTS names "${file}", ${problem}.`,
    'It must be a JSON object { "<SHA-256 of the text>": "<text of the operation>" }; docs/api.md has a script that writes one.',
    { cause },
  );
}
