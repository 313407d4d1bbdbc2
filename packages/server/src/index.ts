export { App } from './app.ts';
export { type Config, readConfig } from './config.ts';
export { asOwner, bringUpToDate } from './database/administration.ts';
export { createKey, listKeys, revokeKey } from './database/api-keys.ts';
export {
  apiLoginOf,
  type DatabaseAccess,
  prepareEmbeddedDatabase,
  withClient,
} from './database/connection.ts';
export { type ConnectionSettings, parseUrl } from './database/postgres-url.ts';
export { rebuildTenantSearch } from './database/search-index.ts';
export { seedDemo } from './demo/seed.ts';
export { startEmbeddedPostgres } from './embedded/index.ts';
export type { ServerContext } from './graphql/apollo.ts';
export { readTrustedDocuments, type TrustedDocuments } from './graphql/trusted-documents.ts';
export { HttpServer } from './http/http-server.ts';
export { createLogger } from './logging.ts';
export { installProduct, productPlugins } from './plugins/product-installation.ts';
export { type ProductOptions, type RunningProduct, startProduct } from './product.ts';
export { pluginSchemaFiles, schemaFiles } from './schema-files.ts';
export { FIRST_QUERY } from './serve.ts';
export { StartError, type StartErrorCode, startErrors } from './start-error.ts';
export { Follower } from './subscriptions/follower.ts';
