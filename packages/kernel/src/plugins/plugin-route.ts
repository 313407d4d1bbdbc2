import type { SecretBox } from '../secrets/index.ts';
import { partNames } from './part-id.ts';
import type { PluginContext } from './plugin-runner.ts';

/** What somebody asks at a path of a plugin. */
export interface RouteRequest {
  readonly method: 'GET' | 'POST';
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty where there is none. */
  readonly body: string;
}

export interface RouteAnswer {
  readonly status: number;
  /** Media type of the body. */
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteContext {
  /** Signs what a request brings back, such as the tenant that it is about. */
  readonly secrets: SecretBox;
  /** Acts in a tenant as the plugin, with the rights that it declares, for up to ten seconds. */
  inTenant<Result>(tenantId: number, use: (context: PluginContext) => Promise<Result>): Promise<Result>;
}

/**
 * A path that anybody may ask, without a key: for people who have nothing but a link, and systems that only know how to
 * post to an address. What proves that they may stands in the request, and the plugin looks.
 */
export interface PluginRoute {
  /** `unsubscribe` of the plugin `messages` is at `/plugins/messages/unsubscribe`. */
  readonly id: string;
  readonly methods: readonly RouteRequest['method'][];
  readonly run: (request: RouteRequest, context: RouteContext) => Promise<RouteAnswer>;
}

/** Routes have names of their own within their plugin. */
export function checkRoutes(plugin: string, routes: readonly PluginRoute[]): void {
  const take = partNames(plugin, 'route');
  for (const { id } of routes) take(id);
}
