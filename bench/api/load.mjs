import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cpuSeconds, cpuSecondsOfChildren, residentMegabytes } from './processes.mjs';

const CONNECTIONS = 32;
const BODIES = 1_000;
/** A slow answer takes seconds: one at a time fills its core, and some must come to an end. */
const SLOW = { connections: 1, atLeastSeconds: 10 };

/** Stands in the variables where every request needs an id that no other had. */
export const FRESH_UUID = '@fresh-uuid@';

/** Loads one server with one question for some seconds, from core 1; returns what it managed. */
export async function load({ url, headers, question, seconds, folder, serverPid, postgresPid }) {
  const script = path.join(folder, 'load.lua');
  fs.writeFileSync(script, luaScript(headers, question));
  const cpu = () => ({ server: cpuSeconds(serverPid), postgres: cpuSecondsOfChildren(postgresPid) });
  const before = cpu();
  const connections = question.slow ? SLOW.connections : CONNECTIONS;
  const duration = question.slow ? Math.max(seconds, SLOW.atLeastSeconds) : seconds;
  const { stdout } = await promisify(execFile)('taskset', [
    ...['-c', '1', 'wrk', '-t1', `-c${connections}`, `-d${duration}s`, '--timeout', '60s', '--latency'],
    ...['-s', script, url],
  ]);
  const after = cpu();
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const wrong = Number(/wrong answers: (\d+)/.exec(stdout)?.[1] ?? 0);
  const perRequest = (which) => Math.round(((after[which] - before[which]) / requests) * 1e6);
  return {
    connections,
    rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    errors: failed + wrong,
    p50: milliseconds(/^ +50% +(\S+)/m.exec(stdout)?.[1]),
    p99: milliseconds(/^ +99% +(\S+)/m.exec(stdout)?.[1]),
    serverMicros: perRequest('server'),
    postgresMicros: perRequest('postgres'),
    rss: residentMegabytes(serverPid),
  };
}

function luaScript(headers, { query, variables }) {
  const bodies = Array.from({ length: BODIES }, (_, index) => JSON.stringify({ query, variables: variables(index) }));
  const lines = bodies.map((body) => `[==[${body}]==]`);
  const lua = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  return `
local bodies = { ${lines.join(',\n')} }
local next = 0
wrong = 0
wrk.method = "POST"
${lua.join('\n')}
${bodies[0].includes(FRESH_UUID) ? FRESH_BODY : 'local function fresh(body) return body end'}
request = function()
  next = next % #bodies + 1
  return wrk.format(nil, nil, nil, fresh(bodies[next]))
end
response = function(status, headers, body)
  if status ~= 200 or string.find(body, '"errors"', 1, true) then wrong = wrong + 1 end
end
local thread
setup = function(t) thread = t end
done = function() io.write(string.format("wrong answers: %d\\n", thread:get("wrong") or 0)) end
`;
}

const FRESH_BODY = `
math.randomseed(os.time())
local random = math.random
local function uuid()
  return string.format("%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x", random(0, 65535), random(0, 65535), random(0, 65535),
    random(0, 4095), random(0, 4095), random(0, 65535), random(0, 65535), random(0, 65535))
end
local function fresh(body) return (string.gsub(body, "${FRESH_UUID.replaceAll('-', '%-')}", uuid)) end`;

function milliseconds(text = 'NaN') {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1_000;
  return text.endsWith('ms') ? value : value * 1_000;
}
