export {
  type Contract,
  type ContractCheck,
  type ContractOptions,
  contractOf,
  pluginContract,
} from './contract/index.ts';
export type { CrashPoint } from './crash-process.ts';
export { type CapturedEvent, EventCapture } from './event-capture.ts';
export { type Asking, type TableShapes, tableShapes } from './table-shapes.ts';
export { createTestApp, startTestApp, TestApp, type TestAppOptions, TestTenant } from './test-app.ts';
export { type GraphQLAnswer, TestClient } from './test-client.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { TestSubscription } from './test-subscription.ts';
