export { type ErrorCode, type ErrorEntry, errorCatalogue } from './catalogue.ts';
export { type ErrorDetails, RapportError } from './rapport-error.ts';
