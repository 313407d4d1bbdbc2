import fs from 'node:fs';

/** Programs that some tests need and npm does not bring. Without one its tests are left out, and the run says so. */
interface Program {
  readonly name: string;
  readonly places: readonly string[];
  /** Folder of the tests that need it. */
  readonly tests: string;
  readonly install: string;
}

const chromiumProgram: Program = {
  name: 'Chromium',
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  tests: 'tests/browser',
  install: 'apt-get install chromium',
};

const pgbouncerProgram: Program = {
  name: 'PgBouncer',
  places: ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'],
  tests: 'tests/pgbouncer',
  install: 'apt-get install pgbouncer',
};

const natsProgram: Program = {
  name: 'NATS',
  places: ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/opt/homebrew/bin/nats-server'],
  tests: 'tests/nats',
  install: 'apt-get install nats-server',
};

const placeOf = ({ places }: Program): string | undefined => places.find((place) => fs.existsSync(place));

export const chromium = placeOf(chromiumProgram);
export const pgbouncer = placeOf(pgbouncerProgram);
export const natsServer = placeOf(natsProgram);

export const missingPrograms = [chromiumProgram, pgbouncerProgram, natsProgram].filter(
  (program) => placeOf(program) === undefined,
);

export function explainMissing(): void {
  for (const { name, tests, install } of missingPrograms) {
    console.warn(`\n${name} is not installed: the tests in ${tests} are left out. To run them: ${install}`);
  }
}
