import { explainOperation, Installation, operatorAccess } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { getOperationAST, parse } from 'graphql';

const installation = new Installation(productPlugins);

/** What the product sends to the database for an operation, for any variables. It yields the answer as one JSON text. */
export function productOperation(tenant, text) {
  const document = parse(text);
  const { whole: composition } = installation;
  const principal = { tenant: { id: tenant, defaultCountry: 'TW' }, access: operatorAccess, composition };
  return (variables) => {
    const operation = getOperationAST(document);
    const explained = explainOperation(document, operation, variables, principal);
    if (!explained.statement) throw new Error(`No single statement answers this: ${explained.executedBecause}`);
    return explained.statement;
  };
}

/** The answer in the row that such a statement yields. */
export const dataOf = ([row]) => JSON.parse(Object.values(row)[0]);
