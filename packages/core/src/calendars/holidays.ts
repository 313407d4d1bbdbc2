import type { OpenHoursDefinition } from './open-hours.ts';

type Exceptions = readonly (OpenHoursDefinition['exceptions'][number] & { readonly name: string })[];

const holiday = (name: string, firstOn: string, lastOn = firstOn) => ({ name, firstOn, lastOn, hours: [] });

/** A day of the weekend that is worked for one of the week. */
const madeUp = (name: string, firstOn: string) => ({
  name,
  firstOn,
  lastOn: firstOn,
  hours: [{ from: '09:00', until: '18:00' }],
});

/** Holidays of Taiwan as examples; whoever relies on them compares them with what the authorities announce. */
export const TAIWAN_HOLIDAYS: Exceptions = [
  holiday('開國紀念日', '2025-01-01'),
  holiday('農曆春節', '2025-01-25', '2025-02-02'),
  madeUp('補行上班', '2025-02-08'),
  holiday('和平紀念日', '2025-02-28'),
  holiday('兒童節、清明節', '2025-04-03', '2025-04-04'),
  holiday('勞動節', '2025-05-01'),
  holiday('端午節', '2025-05-30'),
  holiday('教師節', '2025-09-29'),
  holiday('中秋節', '2025-10-06'),
  holiday('國慶日', '2025-10-10'),
  holiday('臺灣光復節', '2025-10-24'),
  holiday('行憲紀念日', '2025-12-25'),
  holiday('開國紀念日', '2026-01-01'),
  holiday('農曆春節', '2026-02-14', '2026-02-22'),
  holiday('和平紀念日', '2026-02-27'),
  holiday('兒童節、清明節', '2026-04-03', '2026-04-06'),
  holiday('勞動節', '2026-05-01'),
  holiday('端午節', '2026-06-19'),
  holiday('中秋節', '2026-09-25'),
  holiday('教師節', '2026-09-28'),
  holiday('國慶日', '2026-10-09'),
  holiday('臺灣光復節', '2026-10-26'),
  holiday('行憲紀念日', '2026-12-25'),
];

/** Holidays of mainland China (国务院办公厅放假安排) with the days that are worked for them (调休), as examples. */
export const MAINLAND_HOLIDAYS: Exceptions = [
  holiday('元旦', '2025-01-01'),
  madeUp('春节调休', '2025-01-26'),
  holiday('春节', '2025-01-28', '2025-02-04'),
  madeUp('春节调休', '2025-02-08'),
  holiday('清明节', '2025-04-04', '2025-04-06'),
  madeUp('劳动节调休', '2025-04-27'),
  holiday('劳动节', '2025-05-01', '2025-05-05'),
  holiday('端午节', '2025-05-31', '2025-06-02'),
  madeUp('国庆节调休', '2025-09-28'),
  holiday('国庆节、中秋节', '2025-10-01', '2025-10-08'),
  madeUp('国庆节调休', '2025-10-11'),
  holiday('元旦', '2026-01-01', '2026-01-03'),
  madeUp('元旦调休', '2026-01-04'),
  madeUp('春节调休', '2026-02-14'),
  holiday('春节', '2026-02-15', '2026-02-23'),
  madeUp('春节调休', '2026-02-28'),
  holiday('清明节', '2026-04-04', '2026-04-06'),
  holiday('劳动节', '2026-05-01', '2026-05-05'),
  madeUp('劳动节调休', '2026-05-09'),
  holiday('端午节', '2026-06-19', '2026-06-21'),
  madeUp('国庆节调休', '2026-09-20'),
  holiday('中秋节', '2026-09-25', '2026-09-27'),
  holiday('国庆节', '2026-10-01', '2026-10-07'),
  madeUp('国庆节调休', '2026-10-10'),
];
