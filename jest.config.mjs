import { missingPrograms } from './tools/optional-programs.ts';
import { jsc } from './tools/swc-options.mjs';

export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/packages/*/src/**/*.test.ts',
    '<rootDir>/plugins/*/src/**/*.test.ts',
    '<rootDir>/tests/**/*.test.ts',
    '<rootDir>/tools/**/*.test.ts',
  ],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.RAPPORT_NIGHTLY ? [] : ['<rootDir>/tests/nightly/']),
    ...missingPrograms.map(({ tests }) => `<rootDir>/${tests}/`),
  ],
  modulePathIgnorePatterns: ['/dist/', '/.cache/'],
  setupFiles: ['./tools/jest-graphql.cjs'],
  globalSetup: './tools/jest-setup.mjs',
  globalTeardown: './tools/jest-teardown.mjs',
  testEnvironmentOptions: { customExportConditions: ['@rapport/source', 'node', 'node-addons'] },
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|uuid|lru-cache|commander|croner|graphile-worker|graphile-config|@graphile|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit)/)',
  ],
  transform: {
    '\\.[jt]s$': ['@swc/jest', { jsc, module: { type: 'commonjs' }, sourceMaps: true, swcrc: false }],
  },
  // Much of a test is waiting, for a database or for time to pass: three at a time keep two cores busy.
  maxWorkers: 3,
  // What a file leaves behind adds up over two hundred of them.
  workerIdleMemoryLimit: '1500MB',
  // A test that waits for what never comes ends some time; a slow machine is no fault.
  testTimeout: 120_000,
};
