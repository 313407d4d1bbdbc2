/** A board of a thousand units in one operation, beside the statement that one would write by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { addBuilding, percentile, url } from './place.mjs';

const FLOORS = 50;
const LINES = 20;
const BOARD = `query Board($id: ID!) { estateBuilding(id: $id) { name floors(first: ${FLOORS}, orderBy: [{ field: LEVEL, direction: DESC }]) { nodes { level
  units(first: ${LINES}, orderBy: [{ field: LINE }]) { nodes { id unitNumber line state heldUntil listPrice { amount currency } claim { stage customer { name } } } } } } } }`;

export async function board(place, rounds) {
  const { buildingId } = await addBuilding(place, 'Board', FLOORS, LINES);
  const connection = place.connections.superuser;
  const bare = spawn(process.execPath, [path.join(import.meta.dirname, 'board-server.mjs')], {
    env: { ...process.env, BOARD: JSON.stringify({ tenant: place.tenant, building: buildingId, connection }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(bare.stdout, 'data');
  const body = JSON.stringify({ query: BOARD, variables: { id: `rebd_${buildingId}` } });
  const servers = [
    { name: 'Rapport', ask: () => fetch(url, { method: 'POST', headers: place.headers, body }), times: [] },
    { name: 'by hand', ask: () => fetch(String(line).trim()), times: [] },
  ];
  try {
    for (let round = 0; round < rounds + 5; round++)
      for (const server of servers) {
        const started = performance.now();
        const { data, errors } = await (await server.ask()).json();
        if (errors) throw new Error(JSON.stringify(errors));
        const units = data.estateBuilding.floors.nodes.flatMap((floor) => floor.units.nodes).length;
        if (units !== FLOORS * LINES) throw new Error(`${server.name} shows ${units} units.`);
        // The first few are planned anew.
        if (round >= 5) server.times.push(performance.now() - started);
      }
  } finally {
    bare.kill();
  }
  console.log(
    `\nA board of ${FLOORS * LINES} units, one after the other, ${rounds} times\n\n| | p50 ms | p99 ms |\n|---|---|---|`,
  );
  const medians = servers.map(({ name, times }) => {
    times.sort((a, b) => a - b);
    console.log(`| ${name} | ${percentile(times, 0.5).toFixed(1)} | ${percentile(times, 0.99).toFixed(1)} |`);
    return percentile(times, 0.5);
  });
  console.log(`\n${(medians[0] / medians[1]).toFixed(2)} times what is written by hand takes`);
}
