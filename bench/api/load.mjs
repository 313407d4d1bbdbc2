import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const CONNECTIONS = 32;
const BODIES = 1_000;

/** Loads one server with one question for some seconds, from core 1; returns what it managed. */
export async function load({ url, headers, question, seconds, folder, serverPid, postgresPid }) {
  const script = path.join(folder, 'load.lua');
  fs.writeFileSync(script, luaScript(headers, question));
  const before = { server: cpuSeconds([serverPid]), postgres: cpuSeconds(children(postgresPid)) };
  const { stdout } = await promisify(execFile)('taskset', [
    ...['-c', '1', 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-s', script, url],
  ]);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const wrong = Number(/wrong answers: (\d+)/.exec(stdout)?.[1] ?? 0);
  const rps = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const perRequest = (from, to) => Math.round(((to - from) / requests) * 1e6);
  return {
    rps,
    errors: failed + wrong,
    p50: milliseconds(/50%\s+(\S+)/.exec(stdout)?.[1]),
    p99: milliseconds(/99%\s+(\S+)/.exec(stdout)?.[1]),
    serverMicros: perRequest(before.server, cpuSeconds([serverPid])),
    postgresMicros: perRequest(before.postgres, cpuSeconds(children(postgresPid))),
    rss: residentMegabytes(serverPid),
  };
}

function luaScript(headers, { query, variables }) {
  const bodies = Array.from({ length: BODIES }, (_, index) => JSON.stringify({ query, variables: variables(index) }));
  const lines = bodies.map((body) => `[==[${body}]==]`);
  const lua = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  return `
local bodies = { ${lines.join(',\n')} }
local next, wrong = 0, 0
wrk.method = "POST"
${lua.join('\n')}
request = function()
  next = next % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[next])
end
response = function(status, headers, body)
  if status ~= 200 or string.find(body, '"errors"', 1, true) then wrong = wrong + 1 end
end
local thread
setup = function(t) thread = t end
done = function() io.write(string.format("wrong answers: %d\\n", thread:get("wrong") or 0)) end
`.replace('local next, wrong = 0, 0', 'local next = 0\nwrong = 0');
}

function milliseconds(text = 'NaN') {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1_000;
  return text.endsWith('ms') ? value : value * 1_000;
}

const TICKS_PER_SECOND = 100;

function cpuSeconds(pids) {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

export function children(pid) {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

function residentMegabytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
