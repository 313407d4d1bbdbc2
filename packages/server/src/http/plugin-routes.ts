import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Limits, PluginRoute, RouteContext, RouteRequest } from '@rapport/kernel';
import type { App } from '../app.ts';
import { readTextBody } from './read-body.ts';
import { sendText } from './respond.ts';

const LIMITS: Limits = { milliseconds: 10_000, rows: 1_000 };

/** Pages of plugins load nothing and run nothing. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

interface OwnedRoute {
  readonly plugin: string;
  readonly route: PluginRoute;
}

/** The paths of plugins, each with what answers there. */
export const routesOf = (app: App): ReadonlyMap<string, OwnedRoute> =>
  new Map(
    app.installation.plugins.flatMap(({ id: plugin, routes = [] }) =>
      routes.map((route) => [`/plugins/${plugin}/${route.id}`, { plugin, route }] as const),
    ),
  );

export async function answerRoute(
  app: App,
  { plugin, route }: OwnedRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  app.installation.failures.assertWorks(plugin);
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  const context: RouteContext = {
    secrets: app.secrets,
    inTenant: (tenantId, use) =>
      app.background.plugins.run(
        { tenantId, plugin, part: `the route ${route.id}`, limits: LIMITS, signal: ended.signal },
        use,
      ),
  };
  const { status, type, body, headers = {} } = await route.run(await readRequest(request), context);
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendText(response, status, type, body);
}

async function readRequest(request: IncomingMessage): Promise<RouteRequest> {
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const { searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
  return { method, query, headers, body: method === 'POST' ? await readTextBody(request) : '' };
}
