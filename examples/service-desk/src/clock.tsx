import { useEffect, useState } from 'preact/hooks';
import type { SlaClock } from './requests.ts';

/** Now, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const SOON_SECONDS = 15 * 60;
const names = { FIRST_RESPONSE: 'Answer', RESOLUTION: 'Solution' } as const;

/** `2:05:09`; days beside it when there are some. */
export function span(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const [days, hours, minutes] = [86_400, 3_600, 60].map((unit) => Math.floor(whole / unit)) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${days > 0 ? `${days} d ` : ''}${hours - days * 24}:${two(minutes - hours * 60)}:${two(whole - minutes * 60)}`;
}

/**
 * A promise and how much of it is left. The server says when it runs out, so the page needs to know no business hours;
 * while it stands still, what is left of business time stands still with it.
 */
export function Clock({ clock, now }: { readonly clock: SlaClock; readonly now: number }) {
  const { milestone, state, dueAt, breachedAt, remainingSeconds } = clock;
  if (state === 'STOPPED') return null;
  const running = state === 'RUNNING' && dueAt !== null;
  const left = running ? (Date.parse(dueAt) - now) / 1_000 : remainingSeconds;
  const isLate = breachedAt !== null || left < 0;
  const mood = isLate ? 'late' : running && left < SOON_SECONDS ? 'soon' : running ? 'fine' : 'paused';
  const text = isLate ? `late by ${span(left)}` : running ? span(left) : `waits, ${span(left)} left`;
  return (
    <span
      class={`clock ${mood}`}
      title={running ? `Runs out at ${new Date(dueAt).toLocaleString()}` : 'Somebody else has to act first'}
    >
      {names[milestone]} <b>{text}</b>
    </span>
  );
}
