/**
 * PostGraphile 5 with the amber preset on node:http, and its plugins for filters by relation and for aggregates.
 * No authentication, no tenant, no row-level security.
 */
import http from 'node:http';
import { PgAggregatesPreset } from '@graphile/pg-aggregates';
import { postgraphile } from 'postgraphile';
import { TYPES } from 'postgraphile/@dataplan/pg';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { pgSmartTags } from 'postgraphile/utils';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';
import { openPool } from './connections.mjs';

const exposed = ['customer', 'interaction', 'user_account'];

const onlyTheseTables = pgSmartTags([
  { kind: 'class', match: ({ relname }) => !exposed.includes(relname), tags: { behavior: '-*' } },
  { kind: 'procedure', match: () => true, tags: { behavior: '-*' } },
]);

/** Without it PostGraphile prints a warning about columns of tables that it does not expose. */
const xid8AsText = {
  name: 'Xid8AsText',
  version: '1.0.0',
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        if (event.pgType.typname === 'xid8') event.pgCodec = TYPES.text;
      },
    },
  },
};

/** The plugin counts distinct values, and truncates to days and hours; the question wants rows, and months of Taipei. */
const rowsByMonth = {
  name: 'RowsByMonth',
  version: '1.0.0',
  after: ['PgAggregatesSpecsPlugin'],
  schema: {
    hooks: {
      build(build) {
        const { sql } = build;
        build.pgAggregateSpecs.push({
          id: 'count',
          humanLabel: 'count',
          HumanLabel: 'Count',
          isSuitableType: (codec) => codec === TYPES.uuid,
          sqlAggregateWrap: (column) => sql`count(${column})`,
          pgTypeCodecModifier: () => TYPES.bigint,
        });
        build.pgAggregateGroupBySpecs.push({
          id: 'truncated-to-month',
          isSuitableType: (codec) => codec === TYPES.timestamptz,
          sqlWrap: (column) => sql`date_trunc('month', ${column}, 'Asia/Taipei')`,
          sqlWrapCodec: (codec) => codec,
        });
        return build;
      },
    },
  },
};

// Its statement for q4 takes a plan that knows the channel: one made for all channels is 500 times slower for a rare one.
const pool = openPool({ plans: 'auto' });

const server = http.createServer();
await postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset, PgAggregatesPreset],
  plugins: [onlyTheseTables, xid8AsText, rowsByMonth],
  // It takes a partial index for none, and hides the columns and relations that have no other.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  schema: { connectionFilterRelations: true },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
})
  .createServ(grafserv)
  .addTo(server);
server.listen(Number(process.env.BENCH_PORT), '127.0.0.1');
