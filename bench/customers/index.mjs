/**
 * What a tenant with very many customers asks most, beside the best SQL that a hand could write without row-level
 * security: both run in turn on one machine, so that what else it does meets both.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { machine, root } from '../product.mjs';
import { compare } from './compare.mjs';
import { openCustomers } from './data.mjs';
import { forgottenQuestions } from './forgotten.mjs';
import { searchQuestions } from './search.mjs';
import { timelineQuestions } from './timeline.mjs';

/** Each makes questions: their name, the bar for the ratio, and pairs of statements with the same answer. */
const measures = { search: searchQuestions, timeline: timelineQuestions, forgotten: forgottenQuestions };

const HELP = `npm run bench -- customers [options]

  --customers <n>   size of the tenant; each has five interactions (1000000)
  --samples <n>     how often each question is asked, with other values (300)
  --only <names>    ${Object.keys(measures).join(',')}`;

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      samples: { type: 'string', default: '300' },
      only: { type: 'string', default: Object.keys(measures).join(',') },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const data = await openCustomers(Number(values.customers));
  try {
    console.log(`machine: ${machine()}; ${Number(values.customers).toLocaleString('en')} customers\n`);
    console.log('| question | product p50 / p99 ms | by hand p50 / p99 ms | ratio p50 | ratio p99 | bar |');
    console.log('|---|---|---|---|---|---|');
    for (const name of values.only.split(',')) {
      if (!(name in measures)) throw new Error(`There is no measure "${name}".\n${HELP}`);
      for (const question of await measures[name](data, Number(values.samples))) await compare(question, data);
    }
  } finally {
    await data.close();
  }
}
