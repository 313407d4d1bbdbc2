import { GraphileQueue } from '@rapport/kernel';

/** A process that takes jobs and never finishes one. Its argument is what to connect with. */
const queue = new GraphileQueue({
  connection: JSON.parse(process.argv[2] ?? '{}'),
  concurrency: 1,
  named: true,
  report: (error, message) => console.error(message, error),
});
await queue.start(
  new Map([
    [
      'note',
      async ({ name }) => {
        console.log(`took ${name}`);
        await new Promise((resolve) => setTimeout(resolve, 3_600_000));
      },
    ],
  ]),
);
