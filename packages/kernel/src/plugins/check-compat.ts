import fs from 'node:fs';
import path from 'node:path';
import { satisfies, valid, validRange } from 'semver';
import { PluginError } from '../errors/index.ts';
import type { PluginDefinition } from './plugin.ts';

/** Stands for the SDK among the ids of plugins. All packages of the product have one version. */
const SDK = 'sdk';
const manifest = path.join(import.meta.dirname, '../../package.json');
const { version: sdkVersion } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { readonly version: string };

/** Every plugin has a sound version, and those that it says it works with. */
export function checkCompat(plugins: readonly PluginDefinition[]): void {
  const versions = new Map([[SDK, sdkVersion], ...plugins.map(({ id, version }) => [id, version] as const)]);
  for (const { id, version, compat = {} } of plugins) {
    if (!valid(version))
      throw new PluginError(
        `The plugin "${id}" has the version "${version}".`,
        'Give it a semantic version, such as "1.0.0".',
      );
    for (const [other, range] of Object.entries(compat)) {
      if (!validRange(range))
        throw new PluginError(
          `The plugin "${id}" works with "${other}" in the range "${range}", which is none.`,
          'Write a range as npm does, such as "^1.2" or ">=1.2 <3".',
        );
      const found = versions.get(other);
      if (found === undefined || satisfies(found, range, { includePrerelease: true })) continue;
      throw new PluginError(
        `The plugin "${id}" works with "${other}" ${range}, and ${found} is installed.`,
        `Install a version of "${other}" in that range, or a version of "${id}" that works with ${found}.`,
      );
    }
  }
}
