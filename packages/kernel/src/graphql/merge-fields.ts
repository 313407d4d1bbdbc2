import { PluginError } from '../errors/index.ts';

/** Fields and who brings them. */
export interface Part<Config> {
  readonly origin: string;
  readonly fields: Readonly<Record<string, Config>>;
}

/** The fields of all parts. One name from two parts stops the boot. */
export function mergeFields<Config>(type: string, parts: readonly Part<Config>[]): Record<string, Config> {
  const origins = new Map<string, string>();
  for (const { origin, fields } of parts) {
    for (const name of Object.keys(fields)) {
      const other = origins.get(name);
      if (other) {
        throw new PluginError(
          `${type}.${name} is declared twice: by ${other} and by ${origin}.`,
          'Give one of the two another name.',
        );
      }
      origins.set(name, origin);
    }
  }
  return Object.assign({}, ...parts.map(({ fields }) => fields)) as Record<string, Config>;
}
