import { parseArgs } from 'node:util';
import { machine } from '../product.mjs';
import { board } from './board.mjs';
import { lottery, opening } from './opening.mjs';
import { openPlace } from './place.mjs';

const HELP = `npm run bench -- real-estate [options]

  --rounds <n>    boards that are drawn (100)
  --buyers <n>    who press at the opening (2000)
  --units <n>     that they want (300)
  --seconds <n>   within which they press (10)`;

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '100' },
      buyers: { type: 'string', default: '2000' },
      units: { type: 'string', default: '300' },
      seconds: { type: 'string', default: '10' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  const { rounds, buyers, units, seconds } = values;
  const place = await openPlace();
  try {
    console.log(`machine: ${machine()}`);
    await board(place, Number(rounds));
    await opening(place, { buyers: Number(buyers), units: Number(units), seconds: Number(seconds) });
    await lottery(place, Number(buyers));
  } finally {
    await place.close();
  }
}
