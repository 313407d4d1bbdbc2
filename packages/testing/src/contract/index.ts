import * as nodeTest from 'node:test';
import type { PluginDefinition } from '@rapport/kernel';
import { checkAlone, checkOrders } from './boot.ts';
import { FieldCheck } from './fields.ts';
import { checkMigrations } from './migrations.ts';
import { checkHandlers, checkJobs } from './repetition.ts';
import { checkScores } from './scores.ts';
import { checkStatements } from './statements.ts';
import { type ContractOptions, ContractSubject } from './subject.ts';
import { checkIsolation, checkSwitching } from './tenants.ts';

export type { ContractOptions } from './subject.ts';

export interface ContractCheck {
  readonly name: string;
  /** Throws where the plugin does not hold it. */
  readonly run: () => Promise<void>;
}

/** What every plugin must hold, as checks that share one running product. */
export interface Contract {
  readonly checks: readonly ContractCheck[];
  close(): Promise<void>;
}

/** Forty record types on a busy machine take minutes. */
const TIMEOUT_MS = 600_000;

/** The checks of a plugin, for whoever runs them himself. */
export function contractOf(plugin: PluginDefinition, options: ContractOptions = {}): Contract {
  const subject = new ContractSubject(plugin, options);
  const check = (name: string, run: (of: ContractSubject) => Promise<void>): ContractCheck => ({
    name,
    run: () => run(subject),
  });
  return {
    checks: [
      check('starts with nothing but what it requires', checkAlone),
      check('starts with the whole product, whichever is named first', checkOrders),
      check('has migrations that lead to what its classes declare, on empty and on filled databases', checkMigrations),
      ...fieldChecks(subject),
      check('keeps tenants apart', checkIsolation),
      check('can be switched off and on again, and loses nothing', checkSwitching),
      check('handles events twice as once', checkHandlers),
      check('does jobs twice as once', checkJobs),
      check('gives records their scores', checkScores),
      check('reads lists with statements and pages that do not grow with the rows', checkStatements),
    ],
    close: () => subject.close(),
  };
}

/** A plugin that does not fit together has no fields to check; the first check says why. */
function fieldChecks(subject: ContractSubject): ContractCheck[] {
  try {
    return subject.extensions.flatMap(([type, extension]) =>
      [...extension.fields.keys()].map((name) => {
        const field = new FieldCheck(subject, type, extension, name);
        return {
          name: `${field.path} is written, read, filtered, sorted, emptied, and refused where it must be`,
          run: () => field.run(),
        };
      }),
    );
  } catch {
    return [];
  }
}

interface Runner {
  describe(name: string, define: () => void): void;
  test(name: string, run: () => Promise<void>): void;
  after(run: () => Promise<void>): void;
}

/** Registers the contract with the test runner: that of Node, or one that has `describe`, `test` and `afterAll` everywhere. */
export function pluginContract(plugin: PluginDefinition, options: ContractOptions = {}): void {
  const { describe, test, after } = runnerAtHand();
  describe(`the contract of the plugin ${plugin.id}`, () => {
    const contract = contractOf(plugin, options);
    for (const { name, run } of contract.checks) test(name, run);
    after(() => contract.close());
  });
}

interface GlobalRunner {
  readonly describe: Runner['describe'];
  readonly test: (name: string, run: () => Promise<void>, timeout: number) => void;
  readonly afterAll: Runner['after'];
}

function runnerAtHand(): Runner {
  const { describe, test, afterAll } = globalThis as Partial<GlobalRunner>;
  if (describe && test && afterAll)
    return { describe, test: (name, run) => test(name, run, TIMEOUT_MS), after: afterAll };
  return {
    describe: (name, define) => void nodeTest.describe(name, define),
    test: (name, run) => void nodeTest.test(name, { timeout: TIMEOUT_MS }, run),
    after: (run) => nodeTest.after(run),
  };
}
