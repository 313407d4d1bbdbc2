import { describe, expect, test } from '@jest/globals';
import { createTestApp } from '@rapport/testing';
import pg from 'pg';
import { createLogger } from './logging.ts';

function logged(err: unknown): { line: string; err: Record<string, unknown> } {
  let line = '';
  const destination = {
    write: (text: string) => {
      line += text;
    },
  };
  createLogger('info', destination).error({ err }, 'internal error');
  return { line, err: (JSON.parse(line) as { err: Record<string, unknown> }).err };
}

function databaseError(message: string, details: object): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), details);
}

describe('errors in the log', () => {
  test('a fault of a statement shows its code, message and stack', () => {
    const { err } = logged(databaseError('column "size" does not exist', { code: '42703', position: '8' }));
    expect(err).toMatchObject({
      code: '42703',
      message: 'column "size" does not exist',
      stack: expect.stringMatching(/^error: column "size" does not exist\n {4}at /),
    });
  });

  test('an error that quotes a value shows its code and place only', () => {
    const canary = 'canary-value';
    const { line, err } = logged(
      databaseError(`invalid input syntax for type integer: "${canary}"`, {
        code: '22P02',
        detail: `Failing row contains (${canary}).`,
        where: `unnamed portal parameter $1 = '${canary}'`,
      }),
    );
    expect(err).toMatchObject({ code: '22P02', stack: expect.stringContaining('    at ') });
    expect(line).not.toContain(canary);
  });

  test('parameters, statements and details that drivers hang on an error stay out, also on its cause', () => {
    const canary = 'canary-value';
    const cause = databaseError('duplicate key', { code: '23505', detail: `Key (email)=(${canary}) already exists.` });
    const error = Object.assign(new Error('the query failed', { cause }), { parameters: [canary], query: canary });
    const { line, err } = logged(error);
    expect(err).toMatchObject({ message: 'the query failed', cause: { code: '23505' } });
    expect(line).not.toContain(canary);
  });
});

test('a fault inside a request is logged with its request id, code and message', async () => {
  const lines: string[] = [];
  const app = await createTestApp({ log: (line) => lines.push(line) });
  await app.sql('alter table interaction rename to hidden_table');
  const refused = await app.alpha.admin.refused(
    '{ interactions(filter: { subject: { eq: "canary-value" } }) { totalCount } }',
  );
  await app.sql('alter table hidden_table rename to interaction');
  await app.close();
  const log = lines.join('\n');
  const fault = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line.err);
  expect(fault).toMatchObject({
    requestId: refused.requestId,
    err: { code: '42P01', message: 'relation "interaction" does not exist', stack: expect.any(String) },
  });
  expect(log).not.toContain('canary-value');
});
