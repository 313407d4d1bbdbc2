/** What plugins cost. */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from '../product.mjs';
import { measureAutomations } from './automations.mjs';
import { measureComposition } from './composition.mjs';
import { measureFields } from './fields.mjs';
import { measureScoring } from './scoring.mjs';

const measures = {
  fields: measureFields,
  scoring: measureScoring,
  automations: measureAutomations,
  composition: measureComposition,
};

const HELP = `npm run bench -- sdk [options]

  --seconds <n>     how long each load lasts (8)
  --rounds <n>      how often, where sides are compared (3)
  --only <names>    ${Object.keys(measures).join(',')}`;

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: Object.keys(measures).join(',') },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  for (const name of values.only.split(',')) {
    if (!(name in measures)) throw new Error(`There is no measure "${name}".\n${HELP}`);
    await measures[name]({ seconds: Number(values.seconds), rounds: Number(values.rounds) });
    console.log();
  }
}
