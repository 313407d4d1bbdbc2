/** What pg exports but does not type. */
declare module 'pg/lib/utils.js' {
  const utils: {
    /** Brings a JavaScript value to the form that the protocol's Bind message takes. */
    prepareValue(value: unknown): string | Buffer | null;
  };
  export default utils;
}
