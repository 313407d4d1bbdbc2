/** Lists which requirement rows, invariants and guarantees the tests name, with the tests that prove them. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const TAG = /\[((?:i?[A-Z]{1,2})\d+)\]/g;
const NAME = /\b(?:test|describe)(?:\.each[^(]*\([\s\S]*?\]\))?\(\s*(['"`])([\s\S]*?)\1/g;

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
