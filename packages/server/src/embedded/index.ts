export { type EmbeddedOptions, type EmbeddedPostgres, SUPERUSER, startEmbeddedPostgres } from './embedded-postgres.ts';
