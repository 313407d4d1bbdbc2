/** A plugin that cannot be installed. It is found while the product starts, before anything is served. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code = 'PLUGIN_INVALID';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
