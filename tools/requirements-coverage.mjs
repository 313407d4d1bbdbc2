/** Lists which requirement rows, invariants and guarantees the tests name, with the tests that prove them. A tag that is no id fails. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const TAG = /\[([A-Za-z]+\d+)\]/g;
const NAME = /\b(?:test|describe)(?:\.each[^(]*\((?:[\w.()]+|[\s\S]*?\])\))?\(\s*(['"`])([\s\S]*?)\1/g;

const lists = JSON.parse(fs.readFileSync(new URL('./requirement-ids.json', import.meta.url), 'utf8'));
const known = new Set(lists.flatMap((list) => list.split(' ')));

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n');
const proven = new Map();
for (const file of files) {
  for (const [, , name] of fs.readFileSync(file, 'utf8').matchAll(NAME)) {
    for (const [, tag] of name.matchAll(TAG)) proven.set(tag, [...(proven.get(tag) ?? []), `${file}: ${name}`]);
  }
}
const parts = (tag) => [/^\D+/.exec(tag)?.[0] ?? '', Number(/\d+$/.exec(tag)?.[0])];
const tags = [...proven.keys()].sort((a, b) => {
  const [[prefixA, numberA], [prefixB, numberB]] = [parts(a), parts(b)];
  return prefixA === prefixB ? numberA - numberB : prefixA < prefixB ? -1 : 1;
});
for (const tag of tags) {
  console.log(tag);
  for (const test of proven.get(tag)) console.log(`  ${test}`);
}
console.log(`\n${tags.length} rows, invariants and guarantees are named by tests.`);

const unknown = tags.filter((tag) => !known.has(tag));
for (const tag of unknown) {
  console.error(`[${tag}] is no requirement, invariant or guarantee of tools/requirement-ids.json:`);
  for (const test of proven.get(tag)) console.error(`  ${test}`);
}
if (unknown.length > 0) process.exitCode = 1;
