import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** Bytes of the client as a page loads it, without graphql, which a front end has anyway. */
const MOST = 15_000;

test('the client takes less than 15 kB of a page, and nothing of Node', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(import.meta.dirname, '../../packages/client/dist/index.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['graphql'],
    metafile: true,
    write: false,
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error('There is no bundle.');
  const from = new Set(
    Object.keys(metafile.inputs).map((file) => /(?:node_modules|packages)\/([\w-]+)/.exec(file)?.[1]),
  );
  expect([...from].sort()).toEqual(['client', 'graphql-ws']);
  expect(gzipSync(bundle.contents).length).toBeLessThan(MOST);
  expect(gzipSync(bundle.contents).length).toBeGreaterThan(MOST / 10);
});
