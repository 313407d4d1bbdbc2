import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { RapportError } from '../errors/index.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const LABEL_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  /** Begins every box that the key closed, so that it is found again among several. */
  readonly label: Buffer;
  readonly bytes: Buffer;
}

/**
 * Encrypts secrets that the server itself must be able to read again, such as those that it signs with.
 * The first key closes; all of them open, so a new one is put in front and the old one stays until nothing needs it.
 */
export class SecretBox {
  private readonly keys: readonly Key[];

  /** Each key is a text with at least 256 random bits. */
  constructor(keys: readonly string[]) {
    this.keys = keys.map((text) => {
      const bytes = Buffer.from(hkdfSync('sha256', text, '', 'rapport secrets', KEY_BYTES));
      return { bytes, label: createHash('sha256').update(bytes).digest().subarray(0, LABEL_BYTES) };
    });
  }

  /** `purpose` says whose secret it is: the box opens for nothing else. Throws SECRET_KEYS_MISSING. */
  close(secret: string, purpose: string): Buffer {
    const [key] = this.keys;
    if (!key) throw new RapportError('SECRET_KEYS_MISSING', 'There is no key to encrypt the secret with.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(Buffer.from(purpose));
    const closed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([key.label, nonce, cipher.getAuthTag(), closed]);
  }

  /** Throws SECRET_KEYS_MISSING when no key fits, and any error when the box was tampered with. */
  open(box: Buffer, purpose: string): string {
    const label = box.subarray(0, LABEL_BYTES);
    const key = this.keys.find((one) => one.label.equals(label));
    if (!key) throw new RapportError('SECRET_KEYS_MISSING', 'The key that the secret was encrypted with is not here.');
    const body = LABEL_BYTES + NONCE_BYTES + TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key.bytes, box.subarray(LABEL_BYTES, LABEL_BYTES + NONCE_BYTES))
      .setAAD(Buffer.from(purpose))
      .setAuthTag(box.subarray(LABEL_BYTES + NONCE_BYTES, body));
    return Buffer.concat([decipher.update(box.subarray(body)), decipher.final()]).toString('utf8');
  }

  /** Proves later that a text came from here, for one purpose. Throws SECRET_KEYS_MISSING. */
  sign(text: string, purpose: string): string {
    const [key] = this.keys;
    if (!key) throw new RapportError('SECRET_KEYS_MISSING', 'There is no key to sign with.');
    return signature(key, text, purpose);
  }

  /** Whether one of the keys signed the text for this purpose. */
  isSigned(text: string, purpose: string, given: string): boolean {
    return this.keys.some((key) => {
      const [made, shown] = [Buffer.from(signature(key, text, purpose)), Buffer.from(given)];
      return made.length === shown.length && timingSafeEqual(made, shown);
    });
  }
}

const signature = ({ bytes }: Key, text: string, purpose: string): string =>
  createHmac('sha256', bytes).update(`${purpose}\n${text}`).digest('base64url').slice(0, 27);
