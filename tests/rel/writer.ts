import type { Random } from '../../packages/server/src/demo/random.ts';
import { ask } from '../product/rapport-process.ts';
import type { Recorder } from './recorder.ts';

const CREATE =
  'mutation($name: String!, $key: String!) { done: createCustomer(input: { kind: PERSON, name: $name }, idempotencyKey: $key) { id version } }';
const UPDATE =
  'mutation($id: ID!, $name: String!, $key: String!) { done: updateCustomer(id: $id, input: { name: $name }, idempotencyKey: $key) { id version } }';
/** The first is written, the second is refused, and both are undone. */
const ROLLED_BACK =
  'mutation($name: String!) { createCustomers(inputs: [{ kind: PERSON, name: $name }, { kind: PERSON, name: "" , email: "none" }]) { failed } }';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Done {
  readonly done: { readonly id: string; readonly version: number };
}

/** Whom a writer asks. */
export interface Target {
  /** Address of a server, which may be another one each time. */
  readonly url: () => string;
  readonly key: string;
}

/** Sends one command until somebody answers it, always with the same key. */
async function insist({ url, key }: Target, query: string, variables: Record<string, unknown>): Promise<Done['done']> {
  for (;;) {
    try {
      const { body } = await ask(url(), key, query, variables);
      const done = (body.data as Done | undefined)?.done;
      if (done) return done;
      const code = body.errors?.[0]?.extensions.code ?? '';
      if (!/^(BUSY|DATABASE_UNAVAILABLE|STATEMENT_TIMEOUT)$/.test(code)) throw new RangeError(JSON.stringify(body));
    } catch (error) {
      if (error instanceof RangeError) throw error;
    }
    await pause(50);
  }
}

export interface Writing {
  readonly recorder: Recorder;
  readonly random: Random;
  readonly goesOn: () => boolean;
}

/** Creates and changes customers, one after the other, and now and then something that is undone. */
export async function write(target: Target, name: string, { recorder, random, goesOn }: Writing): Promise<void> {
  const own: string[] = [];
  for (let index = 0; goesOn(); index++) {
    const key = `${name}-${index}`;
    if (random.next() < 0.05) {
      await ask(target.url(), target.key, ROLLED_BACK, { name: key }).catch(() => undefined);
      continue;
    }
    const create = own.length === 0 || random.next() < 0.3;
    const operation = recorder.begin(key);
    const variables = { key, name: key, ...(!create && { id: random.pick(own) }) };
    const { id, version } = await insist(target, create ? CREATE : UPDATE, variables);
    Object.assign(operation, { id, version, completed: performance.now() });
    if (create) own.push(id);
  }
}
