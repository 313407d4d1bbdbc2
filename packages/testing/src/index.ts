export { createTestApp, type GraphQLAnswer, TestApp, type TestAppOptions, TestClient, TestTenant } from './test-app.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
