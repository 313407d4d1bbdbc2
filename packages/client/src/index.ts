export { Client, type ClientOptions, createClient, type MutationOptions, type RequestOptions } from './client.ts';
export { type CursorStore, localStorageStore, memoryStore } from './cursor-store.ts';
export type { Document } from './document.ts';
export { CursorExpiredError, type GraphQLFailure, RapportError, UnreachableError } from './errors.ts';
export type { SubscribeOptions } from './subscription.ts';
