import { Customer } from '@rapport/core';
import { Installation, operatorAccess, RecordReader, recordTypeOf } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { searchedFields, typedQuery } from '../../packages/kernel/dist/records/search/search-reader.js';

const PAGE = 20;
const BAR = '2';

/** Three things that people type, each with many values. */
export async function searchQuestions({ unbound, tenant }, samples) {
  const values = async (expression, condition) => {
    const { rows } = await unbound.query(
      `select ${expression} as value from customer where tenant_id = $1 and ${condition} order by md5(id::text) limit $2`,
      [tenant, samples + 20],
    );
    return rows.map(({ value }) => value);
  };
  const questions = [
    ['search: 2 Chinese characters', await values('substr(name, 2, 2)', "name ~ '^[一-龥]{3}$'"), names],
    ['search: last 4 digits of a telephone number', await values('right(phone, 4)', 'phone is not null'), digits],
    ['search: first 5 letters of an e-mail address', await values('left(email, 5)', 'email is not null'), letters],
  ];
  return Promise.all(
    questions.map(async ([name, queries, byHand]) => ({
      name,
      bar: BAR,
      pairs: await Promise.all(
        queries.map(async (query) => ({
          product: await productStatement(tenant, query),
          byHand: byHand(tenant, query),
        })),
      ),
      answerOf: (rows) => rows.map(({ id, rank }) => [id, rank]),
    })),
  );
}

const { catalogue } = new Installation(productPlugins);

/** What the product sends to the database for `search(query)`. */
async function productStatement(tenant, query) {
  let statement;
  const capture = {
    run: async (asked) => {
      statement = asked;
      return [];
    },
  };
  const reader = new RecordReader(capture, { id: tenant, defaultCountry: 'TW' }, operatorAccess);
  const type = recordTypeOf(Customer);
  await reader.search(type, searchedFields(type, catalogue, operatorAccess), typedQuery(query, 'query'), PAGE);
  return statement;
}

/** Largest number of tokens of a range that are looked at, as in the product. */
const RANGE = 2_000;
const LAST = '\u{10ffff}';

const equal = (field, kind, parameter, rank) =>
  `(select record_id as id, ${rank} as rank from search_token where tenant_id = $1 and field = '${field}' and kind = '${kind}' and token = ${parameter} order by record_id desc limit ${PAGE})`;
const range = (field, kind, from, to, rank) =>
  `(select id, ${rank} as rank from (select distinct record_id as id from (select record_id from search_token where tenant_id = $1 and field = '${field}' and kind = '${kind}' and token >= ${from} and token < ${to} order by token, record_id limit ${RANGE}) few) distinct_few order by id desc limit ${PAGE})`;

const shown = "t.field || ' ' || t.kind || ' ' || t.token";
const tokensOf = (id) => `select ${shown} from search_token t where t.tenant_id = $1 and t.record_id = ${id}`;
const tokensThrough = (table) =>
  `select ${shown} from ${table} r join search_token t on t.tenant_id = $1 and t.record_id = r.id where r.tenant_id = $1 and r.customer_id = f.id and r.deleted_at is null`;
const reasons = `array(${tokensOf('f.id')} union all ${tokensThrough('contact_point')} union all ${tokensThrough('external_id')})`;

/** The closest first, then the newest, with the tokens that say why; the row of the customer says that it lives. */
const ranked = (limbs, values) => ({
  text: `select f.id, f.rank, ${reasons} as tokens from (select id, min(rank) as rank from (${limbs.join(' union all ')}) u group by id order by rank, id desc limit ${PAGE}) f join customer c on c.tenant_id = $1 and c.id = f.id and c.deleted_at is null order by f.rank, f.id desc`,
  values,
});

/** Customers to whom tokens of what belongs to them lead. */
const led = (table, field, kind, condition, rank) =>
  `(select distinct customer_id as id, ${rank} as rank from (select record_id from search_token where tenant_id = $1 and field = '${field}' and kind = '${kind}' and ${condition} limit ${RANGE}) k join ${table} r on r.tenant_id = $1 and r.id = k.record_id and r.deleted_at is null order by id desc limit ${PAGE})`;
const between = (from, to) => `token >= ${from} and token < ${to}`;

/** All that is found by typing something: the same fields in the same ways, with indexes of the same shape. */
const whole = [
  ...['cus.name', 'cus.email'].flatMap((field) => [equal(field, 'b', '$2', 0), range(field, 'b', '$2', '$3', 1)]),
  led('contact_point', 'cpt.value', 'b', 'token = $2', 0),
  led('contact_point', 'cpt.value', 'b', between('$2', '$3'), 1),
  led('external_id', 'xid.key', 'x', 'token = $2', 0),
];

const names = (tenant, text) => ranked([...whole, equal('cus.name', 'w', '$2', 3)], [tenant, text, text + LAST]);

const digits = (tenant, text) => {
  const turned = [...text].reverse().join('');
  return ranked(
    [
      ...whole,
      range('cus.phone', 'e', '$4', '$5', 2),
      led('contact_point', 'cpt.value', 'e', between('$4', '$5'), 2),
      range('cus.name', 'w', '$2', '$3', 3),
    ],
    [tenant, text, text + LAST, turned, turned + LAST],
  );
};

const letters = (tenant, text) => {
  const word = text.replace(/\W/g, '');
  return ranked([...whole, range('cus.name', 'w', '$4', '$5', 3)], [tenant, text, text + LAST, word, word + LAST]);
};
