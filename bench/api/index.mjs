/**
 * How near the API comes to a hand-written server, and how it stands beside others on the same data.
 * One server at a time has core 0; Postgres and the load share core 1. Rounds alternate, so that what else the
 * machine does meets everybody.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from '../product.mjs';
import { compareAnswers } from './answers.mjs';
import { contestants, installOthers, questionsFor, startServer } from './contestants.mjs';
import { headersOf, openData } from './data.mjs';
import { load } from './load.mjs';
import { questions as questionsOver } from './questions.mjs';
import { report } from './report.mjs';

const PORT = 4810;

const HELP = `npm run bench -- api [options]

  --seconds <n>       how long each server is loaded with each question (8)
  --rounds <n>        how often (3)
  --warmup <n>        seconds of load before the first round, not counted (2)
  --only <names>      ${Object.keys(contestants).join(',')}
  --questions <ids>   q1,q2,q3,q4,q4rare,q5,q6`;

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      warmup: { type: 'string', default: '2' },
      only: { type: 'string', default: Object.keys(contestants).join(',') },
      questions: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  const names = values.only.split(',');
  for (const name of names) if (!(name in contestants)) throw new Error(`There is no contestant "${name}".\n${HELP}`);
  if (names.some((name) => contestants[name].installed)) installOthers();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  // The process that holds the database open must take none of the work that follows what is written.
  process.env.JOB_CONCURRENCY = '0';
  const data = await openData();
  const servers = [];
  try {
    const questions = questionsOver(data);
    const asked = values.questions?.split(',') ?? Object.keys(questions);
    for (const [index, name] of names.entries()) {
      const server = await startServer(name, PORT + index, data);
      servers.push({ ...server, questions: questionsFor(contestants[name], questions, data) });
    }
    const figures = await measure(asked, servers, data, {
      seconds: Number(values.seconds),
      rounds: Number(values.rounds),
      warmup: Number(values.warmup),
    });
    report(questions, asked, servers, figures);
  } finally {
    for (const { child } of servers) child.kill();
    await data.close();
  }
}

async function measure(asked, servers, data, { seconds, rounds, warmup }) {
  const figures = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const id of asked) {
      const answering = servers.filter(({ questions }) => id in questions);
      if (round === 0) {
        const compared = await compareAnswers(id, answering, data);
        console.log(`${id}: ${compared} answers of ${answering.length} servers compared`);
      }
      for (const server of answering) {
        if (round === 0 && warmup > 0 && !server.questions[id].slow) await loadServer(server, id, data, warmup);
        const measured = await loadServer(server, id, data, seconds);
        const key = `${id} ${server.name}`;
        figures.set(key, [...(figures.get(key) ?? []), measured]);
      }
    }
  }
  return figures;
}

async function loadServer({ url, pid, questions }, id, data, seconds) {
  const question = questions[id];
  const measured = await load({
    url,
    headers: headersOf(data, question.asker),
    question,
    seconds,
    folder: data.folder,
    serverPid: pid,
    postgresPid: data.postgresPid,
  });
  await data.quiet();
  return measured;
}
