export { type CapturedEvent, EventCapture } from './event-capture.ts';
export { createTestApp, TestApp, type TestAppOptions, TestTenant } from './test-app.ts';
export { type GraphQLAnswer, TestClient } from './test-client.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { TestSubscription } from './test-subscription.ts';
