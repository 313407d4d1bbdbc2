/** `npm run bench -- <name>`: runs one benchmark and prints its figures. Timings are never asserted; ratios hold within one run. */
const [name, ...args] = process.argv.slice(2);
const benchmarks = {
  start: './start.mjs',
  seed: './seed.mjs',
  api: './api/index.mjs',
  customers: './customers/index.mjs',
  merge: './merge.mjs',
  events: './events/index.mjs',
  sdk: './sdk/index.mjs',
  service: './service/index.mjs',
  campaigns: './campaigns/index.mjs',
  'real-estate': './real-estate/index.mjs',
};
if (!name || !(name in benchmarks)) {
  console.error(`Which one? ${Object.keys(benchmarks).join(', ')}`);
  process.exit(1);
}
const { run } = await import(benchmarks[name]);
await run(args);
