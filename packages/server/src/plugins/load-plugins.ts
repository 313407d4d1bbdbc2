import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { originOfPlugin, type PluginDefinition } from '@rapport/kernel';
import { StartError } from '../start-error.ts';

const VARIABLE = 'RAPPORT_PLUGINS';
/** Codes of Node for a module that is not where its name says. */
const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_UNSUPPORTED_DIR_IMPORT']);

/** The plugins that these modules export, in their order. Paths and packages are looked up from the working folder. */
export async function loadPlugins(modules: readonly string[]): Promise<PluginDefinition[]> {
  const plugins: PluginDefinition[] = [];
  for (const name of modules) plugins.push(...pluginsIn(name, await load(name)));
  return plugins;
}

async function load(name: string): Promise<object> {
  try {
    return await importFrom(process.cwd(), name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = NOT_FOUND.has(code ?? '');
    throw invalid(
      name,
      `which ${missing ? 'was not found' : 'failed to load'}: ${message}`,
      missing
        ? `Name an installed package, or a path from ${process.cwd()} that begins with "./" and ends with the file's extension.`
        : 'Mend the module; the message above is its own.',
      error,
    );
  }
}

/** Imports as a module in this folder would: what is installed beside this command need not be what is installed there. */
async function importFrom(folder: string, name: string): Promise<object> {
  const parentURL = pathToFileURL(path.join(folder, 'package.json')).href;
  const wanted = path.isAbsolute(name) ? pathToFileURL(name).href : name;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, context.parentURL === import.meta.url ? { ...context, parentURL } : context),
  });
  try {
    return (await import(wanted)) as object;
  } finally {
    hooks.deregister();
  }
}

function pluginsIn(name: string, loaded: object): PluginDefinition[] {
  if (!('default' in loaded)) {
    throw invalid(name, 'which has no default export', 'Let it `export default` what definePlugin returned.');
  }
  return [loaded.default].flat().map((value) => {
    const origin = originOfPlugin(value);
    if (origin === 'elsewhere') {
      throw invalid(
        name,
        'which was made with another copy of @rapport/sdk than the product',
        'Let the plugin have @rapport/sdk in `peerDependencies`, and install one version: `npm ls @rapport/sdk` shows them.',
      );
    }
    if (origin === 'unknown') {
      throw invalid(
        name,
        'whose default export is neither a plugin nor a list of plugins',
        'Export what definePlugin of @rapport/sdk returned.',
      );
    }
    return value as PluginDefinition;
  });
}

function invalid(name: string, problem: string, hint: string, cause?: unknown): StartError {
  return new StartError('CONFIGURATION_INVALID', `${VARIABLE} names "${name}", ${problem}.`, hint, { cause });
}
