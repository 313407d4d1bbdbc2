import { OpenHours, TAIWAN_HOLIDAYS } from '@rapport/core';

const LENGTHS = 2_000_000;

export async function measureCalendar() {
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
  const hours = days.flatMap((day) => [
    { day, from: '09:00', until: '12:00' },
    { day, from: '13:00', until: '18:00' },
  ]);
  const openHours = new OpenHours({ timeZone: 'Asia/Taipei', hours, exceptions: TAIWAN_HOLIDAYS });
  const year = Date.parse('2026-01-01T00:00:00Z');
  const rate = (one) => {
    one(0);
    const started = performance.now();
    for (let n = 0; n < LENGTHS; n++) one(n);
    return Math.round((LENGTHS / (performance.now() - started)) * 1_000).toLocaleString('en');
  };
  const elapsed = rate((n) =>
    openHours.elapsed(year + ((n * 7_919_000) % 3.1e10), year + ((n * 104_729_000) % 3.1e10)),
  );
  const added = rate((n) => openHours.add(year + ((n * 7_919_000) % 3.1e10), (n * 1_000) % 4e8));
  return [
    ['business time between two instants of a year, per second', elapsed, '', '', '>= 500,000'],
    ['instant after business time, per second', added, '', '', '>= 500,000'],
  ];
}
