/** Lints docker/Dockerfile and docker/compose.yaml: no container engine is needed for that. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import dockerfileUtils from 'dockerfile-utils';

const HINT = 4;

const problems = dockerfileUtils
  .validate(fs.readFileSync('docker/Dockerfile', 'utf8'))
  .filter(({ severity }) => severity !== HINT);
for (const { range, message } of problems) console.error(`docker/Dockerfile:${range.start.line + 1}: ${message}`);
execFileSync('dclint', ['--max-warnings', '0', 'docker/compose.yaml'], { stdio: 'inherit' });
if (problems.length > 0) process.exit(1);
console.log('The Dockerfile and the compose file are in order.');
