import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { contestants } from './contestants.mjs';
import { headersOf } from './data.mjs';
import { FRESH_UUID } from './load.mjs';

/** How often a question is asked before loading: the first answers are often made otherwise than the later ones. */
const TRIED = { whenAlwaysTheSame: 3, otherwise: 10 };
/** What every server may form as it likes. */
const CURSORS = ['cursor', 'endCursor'];

/** Everybody must answer the same before anybody is loaded; the first is the measure. Returns how many answers were compared. */
export async function compareAnswers(id, servers, data) {
  const { variables } = servers[0].questions[id];
  const same = JSON.stringify(variables(0)) === JSON.stringify(variables(1));
  const times = same ? TRIED.whenAlwaysTheSame : TRIED.otherwise;
  let compared = 0;
  for (let index = 0; index < times; index++) {
    const [measure, ...others] = await inTurn(servers, (server) => answerOf(server, id, index, data));
    for (const { name, answer } of others) {
      const form = [name, measure.name].some((one) => contestants[one].ownForm) ? loosely : (value) => value;
      assert.deepEqual(form(answer), form(measure.answer), `${id}: ${name} answers otherwise than ${measure.name}.`);
      compared += 1;
    }
  }
  return compared;
}

async function answerOf({ name, url, questions }, id, index, data) {
  const { query, variables, asker, asAsked, unlike = [] } = questions[id];
  const response = await fetch(url, {
    method: 'POST',
    headers: headersOf(data, asker),
    body: JSON.stringify({ query, variables: variables(index) }).replaceAll(FRESH_UUID, () => randomUUID()),
  });
  const text = await response.text();
  if (response.status !== 200 || text.includes('"errors"')) throw new Error(`${name}: ${text.slice(0, 1_000)}`);
  const { data: answer } = JSON.parse(text);
  assertFull(name, id, answer);
  return { name, answer: without([...CURSORS, ...unlike], asAsked ? asAsked(answer) : answer) };
}

/** Two empty answers are alike, too. */
function assertFull(name, id, answer) {
  for (const value of Object.values(answer)) {
    if (value === null) throw new Error(`${name} answers nothing to ${id}.`);
  }
}

function without(keys, value) {
  return JSON.parse(JSON.stringify(value, (key, inner) => (keys.includes(key) ? undefined : inner)));
}

/** Ids without their prefix, and moments however they are written. */
function loosely(value) {
  return JSON.parse(JSON.stringify(value), (_key, inner) => {
    if (typeof inner !== 'string') return inner;
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(inner)) return new Date(inner).toISOString();
    return inner.replace(/^[a-z]{3}_(?=[0-9a-f]{8}-)/, '');
  });
}

async function inTurn(items, use) {
  const results = [];
  for (const item of items) results.push(await use(item));
  return results;
}
