/** The limit of a board: one statement by hand, answered as it is, without rights, filters or a schema. */
import http from 'node:http';
import pg from 'pg';

const { tenant, building, connection } = JSON.parse(process.env.BOARD);
const pool = new pg.Pool({ ...connection, max: 4 });

const TEXT = `
select json_build_object('data', json_build_object('estateBuilding', json_build_object('name', b.name, 'floors', json_build_object('nodes', (
  select json_agg(json_build_object('level', f.level, 'units', json_build_object('nodes', f.units)) order by f.level desc) from (
    select f.level, (
      select json_agg(json_build_object('id', 'reun_' || u.id, 'unitNumber', u.unit_number, 'line', u.line, 'state', u.state,
        'heldUntil', u.held_until, 'listPrice', json_build_object('amount', money_text(u.list_price_amount, u.list_price_currency), 'currency', u.list_price_currency),
        'claim', (select json_build_object('stage', c.stage, 'customer', (select json_build_object('name', k.name) from customer k
          where k.tenant_id = $1 and k.id = c.customer_id)) from estate_claim c where c.tenant_id = $1 and c.id = u.claim_id)) order by u.line)
      from estate_unit u where u.tenant_id = $1 and u.floor_id = f.id and u.deleted_at is null) as units
    from estate_floor f where f.tenant_id = $1 and f.building_id = b.id and f.deleted_at is null) f)))))::text as json
from estate_building b where b.tenant_id = $1 and b.id = $2`;

http
  .createServer((_request, response) => {
    pool.query({ name: 'board', text: TEXT, values: [tenant, building] }).then(
      ({ rows }) => response.setHeader('content-type', 'application/json').end(rows[0].json),
      (error) => response.writeHead(500).end(String(error)),
    );
  })
  .listen(0, '127.0.0.1', function () {
    console.log(`http://127.0.0.1:${this.address().port}/`);
  });
