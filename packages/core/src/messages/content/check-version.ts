import type { Template } from 'liquidjs';
import type { MessagePurpose } from '../message-terms.ts';
import type { TemplateVersion } from '../template-version.record.ts';
import { forbiddenWord, invalid, type MessageScope, renderMessage, type Wording } from './render-message.ts';
import { engines, sells } from './template-engine.ts';

/** Fields of a customer that words can speak of. */
export const customerFields = [
  'name',
  'givenName',
  'familyName',
  'gender',
  'occupation',
  'region',
  'language',
  'kind',
] as const;

export interface CheckedTemplate {
  readonly purpose: MessagePurpose;
  readonly variables: readonly string[];
}

/**
 * Checks the words of a template before anybody gets them, and returns the HTML of MJML: variables that do not exist, loops
 * without end, words that are not used, a nameless address, and what sells in a message that serves (iM4, A23, F7, F8).
 * Throws TEMPLATE_INVALID.
 */
export async function checkVersion(
  { purpose, variables }: CheckedTemplate,
  version: Pick<TemplateVersion, 'locale' | 'subject' | 'format' | 'body'>,
  wordings: readonly Wording[],
): Promise<string | null> {
  const html = version.format === 'MJML' ? await htmlOf(version.body) : null;
  for (const [field, text] of [
    ['subject', version.subject ?? ''],
    ['body', html ?? version.body],
  ] as const) {
    const parsed = parse(field, text);
    checkVariables(field, parsed, variables);
    if (purpose === 'SERVICE' && sells(parsed))
      throw invalid(field, 'a message that serves holds no {% marketing %} block.');
  }
  const sample = renderMessage({ ...version, html }, sampleScope(variables));
  const scopes = ['EVERYWHERE', 'WHEN_NAME_KNOWN', ...(purpose === 'SERVICE' ? ['SERVICE' as const] : [])] as const;
  const found = forbiddenWord(`${sample.subject ?? ''}\n${sample.text}`, version.locale, wordings, scopes);
  if (found)
    throw invalid(
      'body',
      `"${found.term}" is not written to customers${found.instead ? `: write "${found.instead}"` : ''}.`,
    );
  if (purpose === 'MARKETING' && !`${version.body}`.includes('links.unsubscribe'))
    throw invalid('body', 'advertising says how to be rid of it: it needs {{ links.unsubscribe }}.');
  return html;
}

async function htmlOf(mjml: string): Promise<string> {
  // Only who writes templates needs it, and it takes as long to load as a third of all the rest.
  const { default: mjml2html } = await import('mjml');
  try {
    const { html, errors } = await mjml2html(mjml, { validationLevel: 'soft', ignoreIncludes: true });
    const [error] = errors;
    if (error) throw invalid('body', `line ${error.line}: ${error.message}`);
    return html;
  } catch (error) {
    if (error instanceof Error && error.name === 'RapportError') throw error;
    throw invalid(
      'body',
      `is no MJML: ${error instanceof Error ? error.message.split('\n', 1)[0] : 'it cannot be read'}`,
    );
  }
}

function parse(field: string, text: string): Template[] {
  try {
    return engines.text.parse(text);
  } catch (error) {
    throw invalid(field, error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
  }
}

const linkNames = ['unsubscribe', 'preferences'];

function checkVariables(field: string, parsed: Template[], variables: readonly string[]): void {
  const roots: Readonly<Record<string, readonly string[]>> = {
    customer: customerFields,
    values: variables,
    links: linkNames,
  };
  for (const [root, name] of engines.text.globalVariableSegmentsSync(parsed)) {
    const known = roots[String(root)];
    if (!known) throw invalid(field, `"${String(root)}" is unknown; there are customer, values and links.`);
    if (typeof name !== 'string' || !known.includes(name))
      throw invalid(field, `"${String(root)}.${String(name)}" is unknown; there is ${known.join(', ') || 'none'}.`);
  }
}

/** Somebody of whom everything is known. */
function sampleScope(variables: readonly string[]): MessageScope {
  return {
    customer: Object.fromEntries(customerFields.map((name) => [name, `‹${name}›`])),
    values: Object.fromEntries(variables.map((name) => [name, `‹${name}›`])),
    links: { unsubscribe: 'https://example.com/u', preferences: 'https://example.com/p' },
  };
}
