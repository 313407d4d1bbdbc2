import { crc32 } from 'node:zlib';
import { RapportError } from '../errors/index.ts';

/** A place in a tenant's log: behind the event with this number. */
export interface LogPosition {
  /** Which log: a restored database begins another one. */
  readonly epoch: number;
  /** Number of the last event before it; 0 at the beginning. */
  readonly seq: number;
}

const BYTES = 16;
const CURSOR = /^[A-Za-z0-9_-]{22}$/;

/** The position as a cursor: opaque, of fixed length, and good for this tenant only. */
export function encodeEventCursor(tenantId: number, { epoch, seq }: LogPosition): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt32BE(epoch, 0);
  bytes.writeBigUInt64BE(BigInt(seq), 4);
  bytes.writeUInt32BE(checksum(tenantId, bytes), 12);
  return bytes.toString('base64url');
}

/** Reads a cursor of this tenant; throws CURSOR_INVALID when it is not one. */
export function decodeEventCursor(tenantId: number, cursor: string, path: string): LogPosition {
  const bytes = Buffer.from(CURSOR.test(cursor) ? cursor : '', 'base64url');
  if (bytes.length !== BYTES || bytes.readUInt32BE(12) !== checksum(tenantId, bytes)) {
    throw new RapportError('CURSOR_INVALID', `${path}: this is not a cursor of the event log.`, {
      field: path,
      hint: 'Give `cursor` of an event as it came, or `eventCursor`.',
    });
  }
  return { epoch: bytes.readUInt32BE(0), seq: Number(bytes.readBigUInt64BE(4)) };
}

/** Not a secret: it keeps cursors of other tenants and other lists from being taken for one of this log. */
function checksum(tenantId: number, bytes: Buffer): number {
  return crc32(bytes.subarray(0, 12), crc32(`event cursor of ${tenantId}`));
}
