/** Compares the committed schema with that of the last release: a breaking change must be named in the release notes. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { breakingChanges } from './breaking-changes.ts';

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function lastRelease() {
  try {
    return git('describe', '--tags', '--abbrev=0', '--match', 'v*');
  } catch {
    return undefined;
  }
}

const tag = lastRelease();
if (!tag) {
  console.log('There is no release yet that the schema could break.');
} else {
  const notes = fs.readFileSync('CHANGELOG.md', 'utf8').split(/^## /m)[1] ?? '';
  const changes = await breakingChanges(
    git('show', `${tag}:schema/core.graphql`),
    fs.readFileSync('schema/core.graphql', 'utf8'),
    notes,
  );
  for (const { path, message } of changes) console.error(`${path}: ${message}`);
  if (changes.length > 0) {
    console.error(
      `These break clients of ${tag}. Keep what was there, or name each in the first section of CHANGELOG.md.`,
    );
    process.exit(1);
  }
  console.log(`Nothing in the schema breaks clients of ${tag}.`);
}
