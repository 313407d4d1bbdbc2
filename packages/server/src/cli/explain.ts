import {
  explainOperation,
  type Installation,
  type OperationExplanation,
  type Principal,
  RapportError,
} from '@rapport/kernel';
import { getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { ConnectionSettings } from '../database/postgres-url.ts';
import { keptDemoKey } from '../demo/demo-credentials.ts';
import { createLogger } from '../logging.ts';
import { withDatabase } from './with-database.ts';

export interface ExplainOptions {
  readonly query: string;
  /** JSON object. */
  readonly variables: string;
  /** API key of whoever asks; rights decide what is read. */
  readonly key: string | undefined;
}

interface Measured {
  readonly milliseconds: number;
  /** Pages of 8 kB that the statement read. */
  readonly pages: number;
}

/** Prints how a query is answered, and what its statement read when it ran once. */
export function explain(options: ExplainOptions): Promise<void> {
  return withDatabase(async ({ api }, installation, config) =>
    console.log(await explanationOf(config, installation, api, options)),
  );
}

async function explanationOf(
  config: Config,
  installation: Installation,
  api: ConnectionSettings,
  { query, variables, key }: ExplainOptions,
): Promise<string> {
  const app = new App(config, createLogger('error'), installation, api);
  try {
    const principal = await app.authenticator.authenticate(key ?? keptDemoKey(config.home));
    const explanation = explained(query, variables, principal);
    const { statement } = explanation;
    const measured = statement && (await measure(app, principal, statement).catch(inWords));
    return describe(explanation, measured);
  } finally {
    await app.close();
  }
}

function explained(query: string, json: string, principal: Principal) {
  const schema = principal.composition.schemaFor(principal.access);
  const document = parse(query);
  const [problem] = validate(schema, document);
  if (problem) throw problem;
  const operation = getOperationAST(document);
  if (!operation) refuse('The document must hold exactly one operation.');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variablesIn(json));
  if (!coerced) throw errors?.[0] ?? new Error('The variables do not fit.');
  return explainOperation(document, operation, coerced, principal);
}

function variablesIn(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return refuse('The variables are not JSON.');
  }
}

function refuse(problem: string): never {
  throw new Error(`${problem} For example: rapport explain '{ customers { totalCount } }' --variables '{}'`);
}

async function measure(
  app: App,
  { tenant }: Principal,
  { text, values }: NonNullable<OperationExplanation['statement']>,
): Promise<Measured> {
  const [row] = await app.database
    .forTenant(tenant.id)
    .run<{ 'QUERY PLAN': [{ 'Execution Time': number; Plan: Record<string, number> }] }>({
      text: `explain (analyze, buffers, format json) ${text}`,
      values,
    });
  const [plan] = row?.['QUERY PLAN'] ?? [];
  return {
    milliseconds: plan?.['Execution Time'] ?? 0,
    pages: (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0),
  };
}

const inWords = (error: unknown): string => {
  if (error instanceof RapportError) return `${error.code}: ${error.message}`;
  throw error;
};

const inFigures = ({ pages, milliseconds }: Measured): string =>
  `${pages} pages of 8 kB in ${milliseconds.toFixed(1)} ms, now and here`;

function describe(
  { size, executedBecause, lists, statement }: OperationExplanation,
  measured: Measured | string | undefined,
): string {
  const lines = [`cost    ${Math.max(1, Math.ceil(size.cost))} points, depth ${size.depth}, ${size.fields} fields`];
  lines.push(
    executedBecause
      ? `plan    executed: resolvers run, and each root field is a statement of its own. ${executedBecause}`
      : 'plan    compiled: one statement builds the answer',
  );
  if (measured) lines.push(`reads   ${typeof measured === 'string' ? measured : inFigures(measured)}`);
  for (const { key, way, conditions, advice } of lists) {
    lines.push('', `${key}:`, `  ${way}`);
    for (const { condition, how } of conditions) lines.push(`  - ${condition}: ${how}`);
    for (const hint of advice) lines.push(`  faster: ${hint}`);
  }
  if (statement) lines.push('', statement.text);
  return lines.join('\n');
}
