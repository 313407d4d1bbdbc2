import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretBox } from './secret-box.ts';

const [OLD, NEW] = ['o'.repeat(64), 'n'.repeat(64)];

test('[GU38] what was closed is opened again, also after another key was put in front', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (secret, purpose) => {
      const box = new SecretBox([OLD]).close(secret, purpose);
      expect(new SecretBox([NEW, OLD]).open(box, purpose)).toBe(secret);
    }),
  );
});

test('[GU38] a box opens only for its purpose, unaltered, and with its key', () => {
  const box = new SecretBox([OLD]);
  const closed = box.close('whsec_canary', 'endpoint 1');
  expect(closed.toString('latin1')).not.toContain('canary');
  expect(() => box.open(closed, 'endpoint 2')).toThrow();
  const altered = Buffer.from(closed);
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
  expect(() => box.open(altered, 'endpoint 1')).toThrow();
  expect(() => new SecretBox([NEW]).open(closed, 'endpoint 1')).toThrow(
    expect.objectContaining({ code: 'SECRET_KEYS_MISSING' }),
  );
  expect(() => new SecretBox([]).close('x', 'endpoint 1')).toThrow(
    expect.objectContaining({ code: 'SECRET_KEYS_MISSING' }),
  );
});

test('[GU38] a text is known as signed here for its purpose alone, also after another key was put in front', () => {
  const signature = new SecretBox([OLD]).sign('7', 'unsubscribe');
  const box = new SecretBox([NEW, OLD]);
  expect(box.isSigned('7', 'unsubscribe', signature)).toBe(true);
  expect(box.isSigned('8', 'unsubscribe', signature)).toBe(false);
  expect(box.isSigned('7', 'subscribe', signature)).toBe(false);
  expect(box.isSigned('7', 'unsubscribe', signature.slice(0, -1))).toBe(false);
  expect(new SecretBox([NEW]).isSigned('7', 'unsubscribe', signature)).toBe(false);
  expect(() => new SecretBox([]).sign('7', 'unsubscribe')).toThrow(
    expect.objectContaining({ code: 'SECRET_KEYS_MISSING' }),
  );
});
