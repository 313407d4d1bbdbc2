import type { StatementRunner } from './statement.ts';

/**
 * Triggers that keep something with every record may leave a record that moves alone while `app.moving` is on, and so not
 * lock what they keep for long: of every sort of records the last ones move with it off.
 */
export async function quietly(runner: StatementRunner, act: () => Promise<void>): Promise<void> {
  const set = (value: 'on' | 'off') =>
    runner.run({ text: "select set_config('app.moving', $1, true)", values: [value] });
  await set('on');
  await act();
  await set('off');
}
