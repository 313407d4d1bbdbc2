import path from 'node:path';
import { createPlugin } from './create-plugin.ts';
import { GeneratorError } from './generator-error.ts';

const [id] = process.argv.slice(2);
try {
  if (id === undefined) throw new GeneratorError('The plugin needs an id.', 'npm create @rapport/plugin wine-club');
  const folder = path.relative(process.cwd(), createPlugin(id, process.cwd()));
  console.log(`Made the plugin ${id} in ${folder}. Next:

  cd ${folder}
  npm install
  npm test     # the contract of every plugin
  npm start    # the product with the plugin, on a database of its own`);
} catch (error) {
  if (!(error instanceof GeneratorError)) throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
