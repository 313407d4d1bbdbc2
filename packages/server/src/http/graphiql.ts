import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer | string;
}

/** Everything comes from this server; nothing is fetched from elsewhere. GraphiQL sets styles on elements, hence `unsafe-inline`. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const JAVASCRIPT = 'text/javascript; charset=utf-8';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rapport: GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>html, body, #graphiql { height: 100%; margin: 0; }</style>
</head>
<body>
<div id="graphiql">Loading GraphiQL ...</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`;

/** The demonstration's key is put into the headers, so that the first query runs at once. */
const startScript = (key: string | undefined, firstQuery: string) => `
const headers = ${JSON.stringify(JSON.stringify({ authorization: `Bearer ${key ?? '<your API key>'}` }, null, 2))};
const subscriptionUrl = location.origin.replace('http', 'ws') + '/graphql';
const fetcher = GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl });
const query = new URLSearchParams(location.search).get('query') ?? undefined;
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, query, defaultHeaders: headers, defaultQuery: ${JSON.stringify(firstQuery)}, defaultEditorToolsVisibility: 'headers' }),
);
`;

/** GraphiQL, served from the packages that npm installed. */
export function graphiqlFiles(key: string | undefined, firstQuery: string): ReadonlyMap<string, StaticFile> {
  const require = createRequire(import.meta.url);
  const file = (packageName: string, name: string, type: string): StaticFile => ({
    type,
    body: fs.readFileSync(path.join(path.dirname(require.resolve(`${packageName}/package.json`)), name)),
  });
  return new Map<string, StaticFile>([
    ['/graphiql', { type: 'text/html; charset=utf-8', body: page }],
    ['/graphiql/react.js', file('react', 'umd/react.production.min.js', JAVASCRIPT)],
    ['/graphiql/react-dom.js', file('react-dom', 'umd/react-dom.production.min.js', JAVASCRIPT)],
    ['/graphiql/graphiql.js', file('graphiql', 'graphiql.min.js', JAVASCRIPT)],
    ['/graphiql/graphiql.css', file('graphiql', 'graphiql.min.css', 'text/css; charset=utf-8')],
    ['/graphiql/start.js', { type: JAVASCRIPT, body: startScript(key, firstQuery) }],
  ]);
}
