import { type BeforeHandler, reject } from '@rapport/sdk';
import { ContactPath, type ContactPathNode } from './contact-path.record.ts';

const MAX_NODES = 50;
const MAX_SECONDS = 86_400;
const MAX_PATH = 500;

const keepPath: BeforeHandler = {
  record: ContactPath,
  on: ['created'],
  run: async ({ record, path }) => {
    const nodes = record.nodes as readonly ContactPathNode[];
    if (nodes.length === 0 || nodes.length > MAX_NODES) reject(`${path}.nodes`, `must be 1 to ${MAX_NODES}.`);
    for (const [index, { name, seconds }] of nodes.entries()) {
      if (name.trim() === '') reject(`${path}.nodes[${index}].name`, 'must not be blank.');
      if (!(seconds >= 0 && seconds <= MAX_SECONDS))
        reject(`${path}.nodes[${index}].seconds`, `must be from 0 to ${MAX_SECONDS}.`);
    }
    const way = nodes.map(({ name }) => name.trim()).join(' > ');
    if (way.length > MAX_PATH) reject(`${path}.nodes`, `must have names of at most ${MAX_PATH} characters together.`);
    return { path: way, seconds: nodes.reduce((sum, { seconds }) => sum + seconds, 0) };
  },
};

export const contactPathRules: readonly BeforeHandler[] = [keepPath];
