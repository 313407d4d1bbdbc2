import { machine } from '../product.mjs';
import { contestants } from './contestants.mjs';

/** One table for each question; figures are of the round in the middle, with the slowest and the fastest in brackets. */
export function report(questions, asked, servers, figures) {
  console.log(`machine: ${machine()}`);
  for (const id of asked) {
    console.log(`\n${id}: ${questions[id].title}\n`);
    console.log(
      '| server | requests/s | of the limit | the product is | p50 / p99 ms | CPU us server / Postgres | RSS MB |',
    );
    console.log('|---|---|---|---|---|---|---|');
    const middles = new Map();
    for (const { name } of servers) {
      const rounds = figures.get(`${id} ${name}`);
      if (rounds) middles.set(name, [...rounds].sort((a, b) => a.rps - b.rps)[Math.floor(rounds.length / 2)]);
    }
    for (const { name } of servers) console.log(row(name, middles, figures.get(`${id} ${name}`)));
  }
  notes(asked, servers);
}

function row(name, middles, rounds) {
  const middle = middles.get(name);
  if (!middle) return `| ${name} | - | - | - | - | - | - |`;
  const { rps, connections, p50, p99, serverMicros, postgresMicros, rss } = middle;
  const rates = rounds.map((round) => round.rps);
  const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
  const label = [name, connections === 1 && 'one connection', errors > 0 && `${errors} ERRORS`].filter(Boolean);
  // An error is sooner made than an answer.
  const ratio = (other, form) => (middles.has(other) && rps > 0 && errors === 0 ? form(middles.get(other).rps) : '-');
  return `| ${[
    label.join(', '),
    `${rate(rps)} (${rate(Math.min(...rates))}-${rate(Math.max(...rates))})`,
    ratio('limit', (limit) => times(rps / limit)),
    ratio('product', (product) => `${times(product / rps)} x`),
    `${p50.toFixed(1)} / ${p99.toFixed(0)}`,
    `${serverMicros} / ${postgresMicros}`,
    rss,
  ].join(' | ')} |`;
}

const times = (ratio) => (ratio < 0.01 || ratio >= 100 ? String(Number(ratio.toPrecision(2))) : ratio.toFixed(2));
const rate = (rps) => (rps < 100 ? rps.toFixed(1) : String(Math.round(rps)));

function notes(asked, servers) {
  for (const { name } of servers) {
    const { leavesOut = [], because } = contestants[name];
    const left = leavesOut.filter((id) => asked.includes(id));
    if (left.length > 0) console.log(`\n${name} is not asked ${left.join(', ')}: ${because}.`);
  }
}
