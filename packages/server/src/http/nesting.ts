/** Brackets that may be open at once: far more than any question needs, far less than a parser's stack takes. */
export const MAX_NESTING = 60;

/**
 * Whether a GraphQL document or a JSON text nests brackets deeper than a parser should follow.
 * Looks at characters only, so it can run before any parser; brackets in texts and comments do not count.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index);
        break;
      case 0x23:
        // A comment runs to the end of its line. JSON has none, and a # outside a string is an error there anyway.
        index = endOfLine(text, index);
        break;
      case 0x28:
      case 0x5b:
      case 0x7b:
        if (++depth > MAX_NESTING) return true;
        break;
      case 0x29:
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    let end = text.indexOf('"""', start + 3);
    while (end > 0 && text[end - 1] === '\\') end = text.indexOf('"""', end + 3);
    return end < 0 ? text.length : end + 2;
  }
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index++;
    else if (code === 0x22 || code === 0x0a) return index;
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
