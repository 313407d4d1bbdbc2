export { type AddedPart, addPart, type Part, parts } from './add-part.ts';
export { createPlugin } from './create-plugin.ts';
export { GeneratorError } from './generator-error.ts';
