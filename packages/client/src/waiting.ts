const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Twice as long with every attempt, and at random within the upper half, so that many clients do not come at once. */
export function backoff(attempt: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return most / 2 + (Math.random() * most) / 2;
}

/** Sleeps so many milliseconds, or until the signal. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
}
