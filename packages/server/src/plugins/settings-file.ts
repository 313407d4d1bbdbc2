import fs from 'node:fs';
import type { InstallationSettings } from '@rapport/kernel';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { StartError } from '../start-error.ts';

const shape = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What the operator tells plugins: `{ "loyalty": { "region": "APAC" } }`. */
export function readSettingsFile({ settingsFile }: Pick<Config, 'settingsFile'>): InstallationSettings {
  if (settingsFile === undefined) return {};
  try {
    return shape.parse(JSON.parse(fs.readFileSync(settingsFile, 'utf8')));
  } catch (error) {
    // A message of the parser may show a part of the file, which may be a secret.
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'is not what it must be';
    throw new StartError(
      'CONFIGURATION_INVALID',
      `PLUGIN_SETTINGS names ${settingsFile}, which ${reason}.`,
      'Write an object of settings by plugin: { "loyalty": { "region": "APAC" } }.',
    );
  }
}
