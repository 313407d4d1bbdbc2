/**
 * The limit: node:http and a pool of 16, one hand-written statement per question that builds the JSON text.
 * No authentication, no tenant, no row-level security, no cost, no validation; the mutation writes one row.
 */
import http from 'node:http';
import { openPool } from './connections.mjs';

const { BENCH_PORT, BENCH_SELLER, BENCH_TENANT } = process.env;
const tenant = Number(BENCH_TENANT);
const pool = openPool();

const text = (column) => `coalesce(to_json(${column})::text, 'null')`;
const statements = {
  Q1: {
    name: 'q1',
    text: `select '{"data":{"customer":{"id":"cus_'||c.id||'","name":'||to_json(c.name)||',"givenName":'||${text('c.given_name')}||',"familyName":'||${text('c.family_name')}||',"email":'||${text('c.email')}||',"phone":'||${text('c.phone')}||',"lifecycleState":"'||c.lifecycle_state||'","createdAt":'||to_json(c.created_at)||'}}}' as json
      from customer c where c.tenant_id = $1 and c.id = $2 and c.deleted_at is null`,
    values: ({ id }) => [tenant, id.slice(4)],
  },
  Q2: {
    name: 'q2',
    text: `select '{"data":{"customers":{"edges":['||array_to_string(a[1:20], ',')||'],"pageInfo":{"hasNextPage":'||(cardinality(a) > 20)||',"endCursor":"'||cursors[20]||'"}}}}' as json
      from (select array_agg('{"cursor":"'||c.cursor||'","node":{"id":"cus_'||c.id||'","name":'||to_json(c.name)||',"email":'||${text('c.email')}||',"phone":'||${text('c.phone')}||',"lifecycleState":"'||c.lifecycle_state||'","createdAt":'||to_json(c.created_at)||',"owner":'||coalesce((select '{"name":'||to_json(u.name)||'}' from user_account u where u.tenant_id = $1 and u.id = c.owner_id), 'null')||',"interactions":{"edges":['||
          (select array_to_string(coalesce(array_agg('{"node":{"id":"int_'||i.id||'","subject":'||to_json(i.subject)||',"occurredAt":'||to_json(i.occurred_at)||'}}'), '{}'), ',')
           from (select id, subject, occurred_at from interaction where tenant_id = $1 and customer_id = c.id and deleted_at is null order by occurred_at desc, id desc limit 5) i)||']}}}') as a, array_agg(c.cursor) as cursors
        from (select *, encode(timestamptz_send(created_at)||uuid_send(id), 'hex') as cursor from customer where tenant_id = $1 and deleted_at is null order by created_at desc, id desc limit 21) c) page`,
    values: () => [tenant],
  },
  Q3: {
    name: 'q3',
    text: `with new as (insert into interaction (tenant_id, id, channel, direction, subject, occurred_at, customer_id, source) values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, 'PERSON') returning id, subject, customer_id)
      select '{"data":{"createInteraction":{"id":"int_'||new.id||'","subject":'||to_json(new.subject)||',"customer":{"name":'||to_json(c.name)||'}}}}' as json from new join customer c on c.tenant_id = $1 and c.id = new.customer_id`,
    values: ({ input }) => [
      tenant,
      input.channel,
      input.direction,
      input.subject,
      input.occurredAt,
      input.customerId.slice(4),
    ],
  },
  // sql-shapes: probe, then choose.
  Q4: {
    name: 'q4',
    text: `with probe as materialized (select customer_id as id from interaction where tenant_id = $1 and channel = $2 and occurred_at >= $3 and deleted_at is null limit 2001),
      few as materialized (select count(*) <= 2000 as few from probe),
      page as materialized (
        (select c.id, c.name from (select distinct id from probe) p cross join lateral (select * from customer c where c.tenant_id = $1 and c.id = p.id and c.deleted_at is null offset 0) c where (select few from few) order by c.name, c.id limit 21)
        union all
        (select c.id, c.name from (select * from customer c where c.tenant_id = $1 and c.deleted_at is null and not (select few from few) order by name, id limit 20000) c
         where exists (select 1 from interaction i where i.tenant_id = $1 and i.customer_id = c.id and i.channel = $2 and i.occurred_at >= $3 and i.deleted_at is null offset 0) order by c.name, c.id limit 21))
      select '{"data":{"customers":{"nodes":['||array_to_string(a[1:20], ',')||'],"pageInfo":{"hasNextPage":'||(cardinality(a) > 20)||'}}}}' as json
      from (select coalesce(array_agg('{"id":"cus_'||c.id||'","name":'||to_json(c.name)||',"interactions":{"nodes":['||
          (select array_to_string(coalesce(array_agg('{"id":"int_'||i.id||'","channel":"'||i.channel||'","occurredAt":'||to_json(i.occurred_at)||',"user":'||coalesce((select '{"name":'||to_json(u.name)||'}' from user_account u where u.tenant_id = $1 and u.id = i.user_id), 'null')||'}'), '{}'), ',')
           from (select id, channel, occurred_at, user_id from interaction where tenant_id = $1 and customer_id = c.id and deleted_at is null order by occurred_at desc, id desc limit 5) i)||']}}' order by c.name, c.id), '{}') as a from page c) x`,
    values: ({ channel, since }) => [tenant, channel, since],
  },
  Q5: {
    name: 'q5',
    // Materialised: else all rows are sorted for the order of the groups.
    text: `with g as materialized (select date_trunc('month', occurred_at, 'Asia/Taipei') as month, channel, count(*) as n from interaction where tenant_id = $1 and deleted_at is null group by 1, 2)
      select '{"data":{"interactionStats":{"groups":['||string_agg('{"key":{"occurredAt":'||to_json(month)||',"channel":"'||channel||'"},"count":'||n||'}', ',' order by month, channel)||']}}}' as json from g`,
    values: () => [tenant],
  },
  Q6: {
    name: 'q6',
    text: `select '{"data":{"customers":{"nodes":['||array_to_string(a[1:20], ',')||'],"pageInfo":{"hasNextPage":'||(cardinality(a) > 20)||'}}}}' as json
      from (select coalesce(array_agg('{"id":"cus_'||c.id||'","name":'||to_json(c.name)||',"phone":'||${text('c.phone')}||',"lifecycleState":"'||c.lifecycle_state||'","createdAt":'||to_json(c.created_at)||'}'), '{}') as a
        from (select * from customer where tenant_id = $1 and owner_id = $2 and deleted_at is null order by created_at desc, id desc limit 21) c) page`,
    values: () => [tenant, BENCH_SELLER],
  },
};

http
  .createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { query, variables } = JSON.parse(Buffer.concat(chunks));
    const { name, text, values } = statements[/(?:query|mutation) (\w+)/.exec(query)[1]];
    const { rows } = await pool.query({ name, text, values: values(variables) });
    response.setHeader('content-type', 'application/json');
    response.end(rows[0].json);
  })
  .listen(Number(BENCH_PORT), '127.0.0.1');
