/** Service: opening requests, clocks that run out, the queue board, claims, dispatch, and business time, each beside its limit or bar. */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { machine, root } from '../product.mjs';

const HELP = `npm run bench -- service [options]

  --requests <n>   requests that are opened, and lie on the board (500)
  --clocks <n>     clocks that run (100000)
  --only <names>   calendar,opening,board,claims,dispatch,clocks`;

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: 'string', default: '500' },
      clocks: { type: 'string', default: '100000' },
      only: { type: 'string', default: 'calendar,opening,board,claims,dispatch,clocks' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const { measures, openDesk } = await import('./measures.mjs');
  const names = values.only.split(',');
  for (const name of names) if (!(name in measures)) throw new Error(`There is no measure "${name}".\n${HELP}`);
  console.log(`machine: ${machine()}\n\n| measure | figure | limit or by hand | ratio | bar |\n|---|---|---|---|---|`);
  const desk = await openDesk();
  try {
    const size = { requests: Number(values.requests), clocks: Number(values.clocks) };
    for (const name of names)
      for (const line of await measures[name](desk, size)) console.log(`| ${line.join(' | ')} |`);
  } finally {
    await desk.close();
  }
}
