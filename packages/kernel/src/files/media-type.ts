import { isUtf8 } from 'node:buffer';

/** First bytes that tell what a file is. */
export const HEAD_BYTES = 65_536;
const UNKNOWN = 'application/octet-stream';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/;
/** Formats that are made of others, whose first bytes they share. */
const CONTAINERS: Readonly<Record<string, RegExp>> = {
  'application/zip': /officedocument|opendocument|epub|java-archive|\+zip$/,
  'application/x-cfb': /^application\/(msword|vnd\.ms-|vnd\.visio|x-msi)/,
  'application/xml': /\+xml$|^text\/xml$|^text\/html$/,
};

/** What a sender says that a file is; undefined when he says nothing. */
export function claimedType(header: string | undefined): string | undefined {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(type) && type !== UNKNOWN && type !== 'application/x-www-form-urlencoded' ? type : undefined;
}

/** What a file is, by its first bytes; undefined when they are not what its sender says. */
export async function mediaTypeOf(head: Uint8Array, claimed: string | undefined): Promise<string | undefined> {
  // Loaded where it is needed: most requests bring no files.
  const { fileTypeFromBuffer, supportedMimeTypes } = await import('file-type');
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (found === undefined) {
    // Who says that it is a picture, and it does not begin as one, lies.
    if (claimed !== undefined && (supportedMimeTypes as ReadonlySet<string>).has(claimed)) return undefined;
    if (claimed?.startsWith('text/') && !isText(head)) return undefined;
    return claimed ?? (isText(head) ? 'text/plain' : UNKNOWN);
  }
  if (claimed === undefined || claimed === found) return found;
  return CONTAINERS[found]?.test(claimed) ? claimed : undefined;
}

/** Text in UTF-8, as far as it goes: the last character may be cut. */
function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}
