/** Why nothing was written, and how to mend it. */
export class GeneratorError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
