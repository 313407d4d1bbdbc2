import { isDeepStrictEqual } from 'node:util';

const WARM_UP = 20;

/**
 * Asks both statements of each pair in turn and prints a line of the table. The answers must be the same.
 * @param question `{ name, bar, pairs: [{ product, byHand }], answerOf(rows) }`, statements as `{ text, values }`
 */
export async function compare({ name, bar, pairs, answerOf }, { bound, unbound }) {
  const times = { product: [], byHand: [] };
  for (const [index, pair] of pairs.entries()) {
    const turns = [
      ['product', bound],
      ['byHand', unbound],
    ];
    if (index % 2) turns.reverse();
    const answers = [];
    for (const [side, client] of turns) {
      const { text, values } = pair[side];
      const statement = { name: `${name} ${side} ${text.length}`.slice(0, 60), text, values };
      const started = performance.now();
      const { rows } = await client.query(statement);
      const took = performance.now() - started;
      if (index >= WARM_UP) times[side].push(took);
      answers.push(answerOf(rows));
    }
    if (!isDeepStrictEqual(answers[0], answers[1]))
      throw new Error(
        `${name}: the answers differ for ${JSON.stringify(pair.byHand.values)}\n${JSON.stringify(answers)}`,
      );
  }
  const [product, byHand] = [figuresOf(times.product), figuresOf(times.byHand)];
  const shown = ({ p50, p99 }) => `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
  const ratio = (percentile) => (product[percentile] / byHand[percentile]).toFixed(2);
  console.log(`| ${name} | ${shown(product)} | ${shown(byHand)} | ${ratio('p50')} | ${ratio('p99')} | ${bar} |`);
}

function figuresOf(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p99: at(0.99) };
}
