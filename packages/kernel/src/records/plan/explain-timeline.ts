import type { Predicate } from '../predicate.ts';
import type { RecordType } from '../record-type.ts';
import { conditionsOf, describe, type ListExplanation } from './explain-list.ts';
import type { ConnectionNode, RecordNode, RootNode, TimelineNode } from './nodes.ts';

type Explanation = ListExplanation & { readonly key: string };

/** How the timelines below a root field are read, each under its place in the answer. `scopeOf`: the row scope of a type. */
export function explainTimelines(
  root: RootNode & { readonly key: string },
  scopeOf: (type: RecordType) => Predicate,
): Explanation[] {
  return timelinesOf(root).map(([key, timeline]) => ({ key, ...explain(timeline, scopeOf) }));
}

function explain({ parent, sources }: TimelineNode, scopeOf: (type: RecordType) => Predicate): ListExplanation {
  const by = sources.map(({ target, at }) => `${target.name} by ${at.name}`).join(', ');
  const conditions = sources.flatMap(({ target }) => conditionsOf(scopeOf(target)));
  return {
    way: `Each type has an index of what belongs to one ${parent.name}, newest first (${by || 'none is asked for'}): a page of each is read, and the newest of all make the page.`,
    conditions: conditions.map((leaf) => ({ condition: describe(leaf), how: 'each row is checked' })),
    advice: [],
  };
}

type Found = readonly [key: string, timeline: TimelineNode];

function timelinesOf(root: RootNode & { readonly key: string }): Found[] {
  switch (root.kind) {
    case 'record':
      return inRecord(root.node, root.key);
    case 'records':
      return root.nodes.flatMap((node) => inRecord(node, root.key));
    case 'connection':
      return inConnection(root.connection, root.key);
    case 'stats':
      return [];
  }
}

function inRecord({ outputs }: RecordNode, path: string): Found[] {
  return outputs.flatMap((output): Found[] => {
    const at = `${path}.${output.key}`;
    if (output.kind === 'timeline') return [[at, output.timeline], ...inEntries(output.timeline, at)];
    if (output.kind === 'one') return inRecord(output.node, at);
    return output.kind === 'many' ? inConnection(output.connection, at) : [];
  });
}

function inConnection({ outputs }: ConnectionNode, path: string): Found[] {
  return outputs.flatMap((output) => {
    const at = `${path}.${output.key}`;
    if (output.kind === 'nodes') return inRecord(output.node, at);
    const edges = output.kind === 'edges' ? output.outputs : [];
    return edges.flatMap((edge) => (edge.kind === 'node' ? inRecord(edge.node, `${at}.${edge.key}`) : []));
  });
}

function inEntries({ outputs }: TimelineNode, path: string): Found[] {
  return outputs.flatMap((output) => {
    const at = `${path}.${output.key}`;
    if (output.kind === 'nodes') return output.entries.flatMap((entry) => inRecord(entry, at));
    const edges = output.kind === 'edges' ? output.outputs : [];
    return edges.flatMap((edge) =>
      edge.kind === 'node' ? edge.entries.flatMap((entry) => inRecord(entry, `${at}.${edge.key}`)) : [],
    );
  });
}
