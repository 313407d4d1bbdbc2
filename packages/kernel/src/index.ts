export * from './access/index.ts';
export * from './errors/index.ts';
export * from './graphql/index.ts';
export * from './plugins/index.ts';
export * from './records/index.ts';
export { systemPlugin } from './system/index.ts';
export * from './tenancy/index.ts';
export { traced } from './tracing.ts';
export * from './work/index.ts';
