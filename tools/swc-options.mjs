/** How TypeScript source becomes JavaScript outside `tsc`: shared by jest and by the development start. */
export const jsc = {
  target: 'es2023',
  keepClassNames: true,
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
};
