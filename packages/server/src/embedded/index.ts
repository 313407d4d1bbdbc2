export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  SUPERUSER,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
