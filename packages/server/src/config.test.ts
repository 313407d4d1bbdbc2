import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { readTrustedDocuments } from './graphql/trusted-documents.ts';
import { StartError } from './start-error.ts';

/** What stops the start with these variables. */
function refusal(variables: Readonly<Record<string, string>>): StartError {
  try {
    readTrustedDocuments(readConfig(variables));
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
  throw new Error('It would start.');
}

describe('configuration', () => {
  test('what is right is read: the tests below can fail', () => {
    expect(readConfig({ PORT: '4001', NODE_ENV: 'production' })).toMatchObject({ port: 4001, production: true });
  });

  test.each([
    ['PORT', '70000', 'PORT is "70000": must be a whole number from 0 to 65535'],
    ['PORT', 'http', 'PORT is "http": must be a whole number from 0 to 65535'],
    ['NODE_ENV', 'staging', 'NODE_ENV is "staging": must be one of development, production, test'],
    ['DATABASE_URL', 'mysql://localhost/x', 'DATABASE_URL is set (not shown, it may hold a password)'],
    ['DATABASE_OWNER_URL', 'postgres://owner:x@localhost/x', 'DATABASE_OWNER_URL is set and DATABASE_URL is not'],
    ['CORS_ORIGINS', 'crm.example.com', 'CORS_ORIGINS is "crm.example.com"'],
    ['RATE_LIMIT_PER_SECOND', '0', 'RATE_LIMIT_PER_SECOND is "0"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud"'],
    ['TRUSTED_DOCUMENTS', '/nowhere/documents.json', 'TRUSTED_DOCUMENTS names "/nowhere/documents.json", which cannot'],
    ['TRUSTED_DOCUMENTS_ONLY', 'yes', 'TRUSTED_DOCUMENTS_ONLY is "yes": must be one of true, false'],
    ['OIDC_ISSUER', 'https://issuer.example', 'OIDC_ISSUER and OIDC_AUDIENCE belong together'],
  ])('%s=%s stops the start with the name, what was found and what is allowed', (name, value, message) => {
    expect(refusal({ [name]: value })).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/docs\/(?:configuration|api)\.md/),
    });
  });

  test.each(['pa#ss', 'pa/ss', 'pa?ss', '12#3', '12/3', '12?3', '100%'])(
    'a password %j that is not percent-encoded is refused by the name of the variable, and not shown',
    (password) => {
      const { code, message, hint } = refusal({ DATABASE_URL: `postgres://crm:${password}@db.example/crm` });
      expect(code).toBe('CONFIGURATION_INVALID');
      expect(message).toMatch(/^DATABASE_URL is set \(not shown/);
      expect(message).toContain('openssl rand -hex 24');
      for (const hidden of [password, 'db.example']) expect(message + hint).not.toContain(hidden);
    },
  );

  test('every variable is documented', () => {
    const source = fs.readFileSync(path.join(import.meta.dirname, 'config.ts'), 'utf8');
    const names = [...source.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    const documented = fs.readFileSync(path.join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
    for (const name of names) expect(documented).toContain(`\`${name}\``);
  });
});
