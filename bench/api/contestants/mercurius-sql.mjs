import pg from 'pg';
import { openPool } from './connections.mjs';

const tenant = Number(process.env.BENCH_TENANT);

// `2026-11-19 12:24:38.25+00` as JSON has it, without a Date in between.
const instant = (text) => `${text.replace(' ', 'T')}:00`;
const getTypeParser = (oid, format) =>
  oid === pg.types.builtins.TIMESTAMPTZ ? instant : pg.types.getTypeParser(oid, format);
const pool = openPool({ types: { getTypeParser } });

async function rowsOf(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}

const CUSTOMER =
  '\'cus_\' || id as id, name, given_name as "givenName", family_name as "familyName", email, phone, lifecycle_state as "lifecycleState", created_at as "createdAt", owner_id as "ownerId"';
const INTERACTION =
  '\'int_\' || id as id, subject, occurred_at as "occurredAt", \'cus_\' || customer_id as "customerId"';
const uuidOf = (id) => id.slice(4);

export async function customer(id) {
  const [row] = await rowsOf(
    'customer',
    `select ${CUSTOMER} from customer where tenant_id = $1 and id = $2 and deleted_at is null`,
    [tenant, uuidOf(id)],
  );
  return row;
}

// The planner guesses badly for a limit that it does not know: it stands in the statement.
export const customers = (limit) =>
  rowsOf(
    `customers ${limit}`,
    `select ${CUSTOMER} from customer where tenant_id = $1 and deleted_at is null
     order by created_at desc, id desc limit ${Number(limit)}`,
    [tenant],
  );

export const customersOf = (owner, limit) =>
  rowsOf(
    `customers of ${limit}`,
    `select ${CUSTOMER} from customer where tenant_id = $1 and owner_id = $2 and deleted_at is null
     order by created_at desc, id desc limit ${Number(limit)}`,
    [tenant, owner],
  );

export async function customersById(ids) {
  const rows = await rowsOf(
    'customers by id',
    `select ${CUSTOMER} from customer where tenant_id = $1 and id = any($2::uuid[]) and deleted_at is null`,
    [tenant, ids.map(uuidOf)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function usersById(ids) {
  const rows = await rowsOf(
    'users',
    'select id, name from user_account where tenant_id = $1 and id = any($2::uuid[]) and deleted_at is null',
    [tenant, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function lastInteractions(ids, limit) {
  const rows = await rowsOf(
    `last ${limit}`,
    `select i.* from unnest($2::uuid[]) as customer (id) cross join lateral (
       select ${INTERACTION} from interaction
       where tenant_id = $1 and customer_id = customer.id and deleted_at is null
       order by occurred_at desc, interaction.id desc limit ${Number(limit)}) i`,
    [tenant, ids.map(uuidOf)],
  );
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

export async function createInteraction({ channel, direction, subject, occurredAt, customerId }) {
  const [row] = await rowsOf(
    'create interaction',
    `insert into interaction (tenant_id, id, channel, direction, subject, occurred_at, customer_id, source)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, 'PERSON') returning ${INTERACTION}`,
    [tenant, channel, direction, subject, occurredAt, uuidOf(customerId)],
  );
  return row;
}
