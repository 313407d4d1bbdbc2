import { RapportError } from '@rapport/sdk';
import type { TemplateVersion } from '../template-version.record.ts';
import type { WordingScope } from '../wording-rule.record.ts';
import { engines } from './template-engine.ts';

/** The words of a template in one language. */
export type Words = Pick<TemplateVersion, 'subject' | 'format' | 'body' | 'html'>;

/** What the words can speak of. What is missing is not there: a template that names it is refused. */
export interface MessageScope {
  readonly customer: Readonly<Record<string, unknown>>;
  /** Values that whoever sends gives. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly links: { readonly unsubscribe?: string; readonly preferences?: string };
}

export interface RenderedMessage {
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
}

export interface Wording {
  readonly locale: string;
  readonly term: string;
  readonly scope: WordingScope;
  readonly instead: string | null;
}

/** Throws TEMPLATE_INVALID: the words name what is not there, or go on without end. */
export function renderMessage({ subject, format, body, html }: Words, scope: MessageScope): RenderedMessage {
  const isMarkup = format !== 'TEXT';
  const content = fill(isMarkup ? 'markup' : 'text', html ?? body, scope, 'body');
  return {
    // A line break in a subject would begin another header.
    subject: subject === null ? null : fill('text', subject, scope, 'subject').replace(/\s+/g, ' ').trim(),
    text: isMarkup ? textOf(content) : content,
    html: isMarkup ? content : null,
  };
}

function fill(kind: keyof typeof engines, template: string, scope: MessageScope, field: string): string {
  try {
    return engines[kind].parseAndRenderSync(template, known({ ...scope }));
  } catch (error) {
    throw invalid(field, error instanceof Error ? firstLine(error.message) : String(error));
  }
}

/** Without what is missing: naming it is a mistake then, and no empty place in a letter. */
function known(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([key, value]) => [
        key,
        typeof value === 'object' && !Array.isArray(value) ? known(value as Record<string, unknown>) : value,
      ]),
  );
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text;

export const invalid = (field: string, problem: string) =>
  new RapportError('TEMPLATE_INVALID', `${field}: ${problem}`, { field });

/** HTML as somebody reads it who sees only text. */
function textOf(html: string): string {
  return html
    .replace(/<(style|script|title)[\s\S]*?<\/\1>/gi, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<a\s[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi, '$2 ($1)')
    .replace(/<(br|\/p|\/div|\/tr|\/h\d)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

/** Words in a text that must not stand there (F8, A23); the first one, if there is any. */
export function forbiddenWord(
  text: string,
  locale: string,
  wordings: readonly Wording[],
  scopes: readonly WordingScope[],
): Wording | undefined {
  const folded = text.toLowerCase();
  return wordings.find(
    (wording) =>
      scopes.includes(wording.scope) &&
      (locale === wording.locale || locale.startsWith(`${wording.locale}-`)) &&
      folded.includes(wording.term.toLowerCase()),
  );
}
