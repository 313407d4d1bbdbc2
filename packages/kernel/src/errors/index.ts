export { type ErrorCode, type ErrorEntry, errorCatalogue } from './catalogue.ts';
export { PluginError } from './plugin-error.ts';
export { type ErrorDetails, RapportError } from './rapport-error.ts';
export { brokenRule, defineRules, type Rule, refuse } from './rule.ts';
