/** What it costs to put many plugins together: 600 record types of 20 plugins, for 20 tenants of which each has others on. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { definePlugin, field, Installation, RecordBase, Record as RecordOf } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { parse, validate } from 'graphql';
import { machine } from '../product.mjs';

const PLUGINS = 20;
const TYPES_EACH = 30;
const SETS = 20;
const QUERY = '{ customers(first: 5) { nodes { id name } } }';

export async function measureComposition() {
  console.log(
    `machine: ${machine()}; ${PLUGINS} plugins with ${TYPES_EACH} record types each, besides the product's\n`,
  );
  console.log('| what | ms | heap MB |\n|---|---|---|');
  const plugins = Array.from({ length: PLUGINS }, (_, index) => pluginOf(index));
  const before = heap();
  let installation;
  await row('all of them put together, once per process', () => {
    installation = new Installation([...productPlugins, ...plugins]);
  });
  const compositions = [];
  const schemas = [];
  await row(`${SETS} tenants with other plugins on each: catalogues`, () => {
    for (let index = 0; index < SETS; index++) compositions.push(installation.of(setupOf(index)));
  });
  await row('their schemas, with all fields', () => {
    schemas.push(...compositions.map((composition) => composition.compose(EVERYTHING)));
  });
  await row('the first question after a plugin was switched: catalogue, schema, validation', () => {
    const composition = installation.of({ disabledPlugins: ['bench-3', 'bench-7'], customFields: [] });
    const errors = validate(composition.compose(EVERYTHING), parse(QUERY));
    if (errors.length > 0) throw errors[0];
  });
  console.log(
    `\nheap of all that is kept: ${Math.round(heap() - before)} MB; ${installation.catalogue.types.length} record types`,
  );
}

const EVERYTHING = { allows: () => true, canRead: () => true, canWrite: () => true };

const setupOf = (index) => ({ disabledPlugins: [`bench-${index}`], customFields: [] });

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

/** In MB, after what nobody holds is gone. */
function heap() {
  collect();
  return process.memoryUsage().heapUsed / 1_048_576;
}

async function row(title, work) {
  const [from, begun] = [heap(), performance.now()];
  await work();
  const took = performance.now() - begun;
  console.log(`| ${title} | ${took.toFixed(0)} | ${Math.round(heap() - from)} |`);
}

function pluginOf(index) {
  const records = Array.from({ length: TYPES_EACH }, (_, place) => recordOf(index, place));
  return definePlugin({ id: `bench-${index}`, version: '1.0.0', records });
}

/** Decorators are functions where there is no compiler. */
function recordOf(index, place) {
  const name = `Bench${index}Thing${place}`;
  const Thing = { [name]: class extends RecordBase {} }[name];
  const declare = (key, decorator) => decorator(Thing.prototype, key);
  declare('name', field.text({ description: 'Its name.', maxLength: 100, order: true }));
  declare('note', field.longText({ description: 'A note.', maxLength: 1_000, nullable: true }));
  declare('size', field.int({ description: 'Its size.', nullable: true, order: true }));
  declare('price', field.money({ description: 'Its price.', nullable: true }));
  declare('madeOn', field.date({ description: 'When it was made.', nullable: true }));
  declare('isGood', field.boolean({ description: 'Whether it is good.', default: true }));
  const number = index * TYPES_EACH + place;
  const letter = (value) => String.fromCharCode(97 + value);
  const prefix = `z${letter(Math.floor(number / 676))}${letter(Math.floor(number / 26) % 26)}${letter(number % 26)}`;
  RecordOf({ prefix, description: 'A thing.', grants: { manager: { read: 'all' } } })(Thing);
  return Thing;
}
