import { travelMinutes } from '@rapport/core';
import { faults, jobTypes, parts, products, regions, reports, skills, technicians } from './appliances.ts';
import type { GeneratedCustomer } from './people.ts';
import type { Random } from './random.ts';
import { RowTables, type TableRows } from './row-tables.ts';

const DAY_MS = 86_400_000;
const MINUTE = 60_000;
const ASSETS = 300;
const DONE_ORDERS = 150;
const WAITING_JOBS = 16;
const DAYS_OF_SHIFTS = 7;
const SPEED_KMH = 35;
/** Offset of local time, in hours: shifts are from 8 to 17 there. */
const LOCAL_HOURS = 8;

interface DemoAsset {
  readonly id: string;
  readonly customerId: string;
  readonly region: string;
  readonly product: (typeof products)[number];
  readonly installedAt: number;
  readonly latitude: number;
  readonly longitude: number;
}

interface DemoTechnician {
  readonly id: string;
  readonly region: string;
  readonly skills: readonly string[];
  readonly latitude: number;
  readonly longitude: number;
}

const date = (at: number) => new Date(at).toISOString().slice(0, 10);
const instant = (at: number) => new Date(at).toISOString();
const micro = (degrees: number) => Math.round(degrees * 1e6);

/** What customers have at home, and the work in the field for it: done, planned, and waiting for somebody. */
export function generateFieldWork(
  random: Random,
  customers: readonly GeneratedCustomer[],
  regionOf: ReadonlyMap<string, string>,
  now: number,
): TableRows[] {
  return new FieldWorkWriter(random, regionOf, now).write(customers);
}

class FieldWorkWriter {
  private readonly random: Random;
  private readonly regionOf: ReadonlyMap<string, string>;
  private readonly now: number;
  /** Midnight of today, where the company is. */
  private readonly today: number;
  private readonly tables: RowTables;

  constructor(random: Random, regionOf: ReadonlyMap<string, string>, now: number) {
    this.random = random;
    this.regionOf = regionOf;
    this.now = now;
    this.today = Math.floor((now + LOCAL_HOURS * 60 * MINUTE) / DAY_MS) * DAY_MS - LOCAL_HOURS * 60 * MINUTE;
    this.tables = new RowTables(random);
  }

  write(customers: readonly GeneratedCustomer[]): TableRows[] {
    const skillIds = new Map(
      skills.map(([name, description]) => [name, this.add('skill', this.past(700), { name, description })]),
    );
    const staff = technicians.map((technician) => this.technician(technician, skillIds));
    const types = this.types();
    this.parts();
    const buyers = customers.filter(({ state }) => ['ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK'].includes(state));
    const assets = Array.from({ length: buyers.length === 0 ? 0 : ASSETS }, () => this.asset(this.random.pick(buyers)));
    this.care(assets);
    const taken = new Set<string>();
    for (let n = 0; n < DONE_ORDERS; n++) this.done(assets, staff, types, skillIds, taken);
    for (const technician of staff) this.planned(assets, technician, types, skillIds);
    for (let n = 0; n < WAITING_JOBS; n++) this.waiting(assets, types, skillIds);
    return this.tables.all();
  }

  private add(...row: Parameters<RowTables['add']>): string {
    return this.tables.add(...row);
  }

  private past(days: number): number {
    return this.today - days * DAY_MS;
  }

  private near(region: string): { latitude: number; longitude: number } {
    const [latitude, longitude] = regions[region] ?? [25.0478, 121.5319];
    const jitter = () => (this.random.next() - 0.5) * 0.08;
    return { latitude: latitude + jitter(), longitude: longitude + jitter() };
  }

  private technician(
    [name, region, able]: (typeof technicians)[number],
    skillIds: ReadonlyMap<string, string>,
  ): DemoTechnician {
    const home = this.near(region);
    const id = this.add('technician', this.past(700), {
      name,
      latitude: micro(home.latitude),
      longitude: micro(home.longitude),
      speed_kmh: SPEED_KMH,
      store: `${name}的車`,
      active: true,
    });
    for (const skill of able)
      this.add('technician_skill', this.past(700), {
        technician_id: id,
        skill_id: skillIds.get(skill) ?? null,
        valid_until: skill === '冷媒作業' || skill === '瓦斯' ? date(this.now + 500 * DAY_MS) : null,
      });
    for (let day = -30; day < DAYS_OF_SHIFTS; day++) {
      const begins = this.today + day * DAY_MS + 8 * 60 * MINUTE;
      if (isSunday(begins)) continue;
      this.add('technician_shift', this.past(31), {
        technician_id: id,
        starts_at: instant(begins),
        ends_at: instant(begins + 9 * 60 * MINUTE),
      });
    }
    return { id, region, skills: able, ...home };
  }

  private types(): Record<keyof typeof jobTypes, string> {
    const made = Object.entries(jobTypes).map(([key, { name, minutes, proof }]) => [
      key,
      this.add('job_type', this.past(700), { name, minutes, proof: JSON.stringify(proof) }),
    ]);
    return Object.fromEntries(made) as Record<keyof typeof jobTypes, string>;
  }

  private parts(): void {
    for (const [number, name] of parts) {
      const partId = this.add('part', this.past(700), { number, name, unit: 'pc' });
      for (const store of ['main', ...technicians.map(([owner]) => `${owner}的車`)])
        this.add('part_stock', this.past(60), {
          part_id: partId,
          store,
          quantity: store === 'main' ? 40 + this.random.below(60) : this.random.below(4),
        });
    }
  }

  private serials = 0;

  private asset({ id: customerId, createdAt }: GeneratedCustomer): DemoAsset {
    const product = this.random.pick(products);
    const region = this.regionOf.get(customerId) ?? '臺北市';
    const place = this.near(region);
    const installedAt = createdAt + Math.floor(this.random.next() * (this.now - createdAt));
    const warrantyUntil = installedAt + product.warrantyMonths * 30 * DAY_MS;
    const id = this.add('asset', installedAt, {
      customer_id: customerId,
      product: product.product,
      maker: 'Formosa Appliances',
      serial: `F${String(++this.serials).padStart(6, '0')}`,
      place: region,
      latitude: micro(place.latitude),
      longitude: micro(place.longitude),
      installed_on: date(installedAt),
      warranty_from: date(installedAt),
      warranty_until: date(warrantyUntil),
      state: 'IN_USE',
    });
    if (product.maintenance) {
      const [title, months] = product.maintenance;
      this.add('maintenance_plan', installedAt, {
        asset_id: id,
        title,
        every_months: months,
        active: true,
        next_due_on: date(this.now + (this.random.below(months * 30) - 10) * DAY_MS),
      });
    }
    return { id, customerId, region, product, installedAt, ...place };
  }

  private care(assets: readonly DemoAsset[]): void {
    const rule = (name: string, occasion: string, days: number, channel: string, message: string) =>
      this.add('care_rule', this.past(400), { name, occasion, days, channel, message, active: true });
    rule(
      '定期保養',
      'MAINTENANCE_DUE',
      14,
      'PHONE',
      '{customer}您好,您的 {product} 在 {date} 需要保養,我們想與您約時間。',
    );
    const message = '{customer}您好,您的 {product} 保固到 {date} 為止;若有問題,請在此之前告訴我們。';
    const warranty = rule('保固到期', 'WARRANTY_ENDING', 30, 'PHONE', message);
    for (const { id, customerId, product, installedAt } of assets) {
      const ends = installedAt + product.warrantyMonths * 30 * DAY_MS;
      if (ends < this.now || ends > this.now + 30 * DAY_MS) continue;
      this.add('care_contact', this.past(1), {
        customer_id: customerId,
        asset_id: id,
        rule_id: warranty,
        occasion: 'WARRANTY_ENDING',
        occurrence: `${id}/${date(ends)}`,
        due_on: date(ends),
        channel: 'PHONE',
        message: message.replace('{product}', product.product).replace('{date}', date(ends)).replace('{customer}', ''),
        state: 'PLANNED',
      });
    }
  }

  private order(asset: DemoAsset, at: number, title: string, state: string, completedAt: number | null): string {
    return this.add('work_order', at, {
      customer_id: asset.customerId,
      asset_id: asset.id,
      title,
      state,
      completed_at: completedAt === null ? null : instant(completedAt),
    });
  }

  private job(
    asset: DemoAsset,
    orderId: string,
    typeId: string,
    at: number,
    values: Readonly<Record<string, string | number | null>>,
  ): string {
    return this.add('field_job', at, {
      work_order_id: orderId,
      customer_id: asset.customerId,
      type_id: typeId,
      state: 'NONE',
      priority: 1 + this.random.below(5),
      minutes: 60,
      window_from: null,
      window_until: null,
      place: asset.region,
      latitude: micro(asset.latitude),
      longitude: micro(asset.longitude),
      technician_id: null,
      starts_at: null,
      ends_at: null,
      occupied_from: null,
      travel_minutes: null,
      experience: null,
      familiarity: null,
      missing_parts: null,
      departed_at: null,
      arrived_at: null,
      finished_at: null,
      report: null,
      ended_because: null,
      ...values,
    });
  }

  private skill(jobId: string, at: number, asset: DemoAsset, skillIds: ReadonlyMap<string, string>): void {
    this.add('field_job_skill', at, { job_id: jobId, skill_id: skillIds.get(asset.product.skill) ?? null });
  }

  private able(staff: readonly DemoTechnician[], asset: DemoAsset): DemoTechnician | undefined {
    return staff.find(({ region, skills: able }) => region === asset.region && able.includes(asset.product.skill));
  }

  /** Work of the past: a technician visits once a day; sometimes he has to come again, because a part was missing. */
  private done(
    assets: readonly DemoAsset[],
    staff: readonly DemoTechnician[],
    types: Record<keyof typeof jobTypes, string>,
    skillIds: ReadonlyMap<string, string>,
    taken: Set<string>,
  ): void {
    if (assets.length === 0) return;
    const asset = this.random.pick(assets);
    const technician = this.able(staff, asset);
    if (!technician) return;
    const day = 2 + this.random.below(27);
    const days = this.random.chance(0.2) ? [day, day - 1] : [day];
    const starts = days.map((each) => this.today - each * DAY_MS + 9 * 60 * MINUTE);
    const isFree = (start: number) =>
      !taken.has(`${technician.id}/${start}`) && !isSunday(start) && start > asset.installedAt;
    if (!starts.every(isFree)) return;
    for (const start of starts) taken.add(`${technician.id}/${start}`);
    const opened = (starts[0] ?? 0) - 2 * DAY_MS;
    const visits = starts.map((start) => this.visit(asset, technician, start));
    const orderId = this.order(asset, opened, this.title(asset), 'COMPLETED', visits.at(-1)?.finishedAt ?? opened);
    for (const [index, { finishedAt, values }] of visits.entries()) {
      const fixed = index === visits.length - 1;
      const jobId = this.job(asset, orderId, types.REPAIR, opened, {
        ...values,
        state: fixed ? 'COMPLETED' : 'CANNOT_COMPLETE',
        report: fixed ? this.random.pick(reports) : null,
        ended_because: fixed ? null : '缺零件,需再訪。',
      });
      this.skill(jobId, opened, asset, skillIds);
      if (!fixed) continue;
      for (const kind of jobTypes.REPAIR.proof)
        this.add('job_proof', finishedAt, {
          job_id: jobId,
          kind,
          content: kind === 'SIGNATURE' ? '客戶簽名' : '完工照片',
        });
    }
  }

  private visit(asset: DemoAsset, technician: DemoTechnician, start: number) {
    const late = this.random.chance(0.15) ? 25 * MINUTE : this.random.below(10) * MINUTE;
    const travel = travelMinutes(technician, asset, SPEED_KMH);
    const arrived = start + late;
    const finishedAt = arrived + (35 + this.random.below(25)) * MINUTE;
    return {
      finishedAt,
      values: {
        ...plan(technician, start, travel),
        departed_at: instant(arrived - travel * MINUTE),
        arrived_at: instant(arrived),
        finished_at: instant(finishedAt),
      },
    };
  }

  private title({ product }: DemoAsset): string {
    return `${product.product}:${this.random.pick(faults)}`;
  }

  /** One visit of each technician on the next working day. */
  private planned(
    assets: readonly DemoAsset[],
    technician: DemoTechnician,
    types: Record<keyof typeof jobTypes, string>,
    skillIds: ReadonlyMap<string, string>,
  ): void {
    const asset = assets.find(
      (each) => each.region === technician.region && technician.skills.includes(each.product.skill),
    );
    if (!asset) return;
    let start = this.today + DAY_MS + 10 * 60 * MINUTE;
    if (isSunday(start)) start += DAY_MS;
    const travel = travelMinutes(technician, asset, SPEED_KMH);
    const opened = this.past(1);
    const jobId = this.job(asset, this.order(asset, opened, this.title(asset), 'NEW', null), types.REPAIR, opened, {
      state: 'DISPATCHED',
      window_from: instant(start - 60 * MINUTE),
      window_until: instant(start + 120 * MINUTE),
      ...plan(technician, start, travel),
    });
    this.skill(jobId, opened, asset, skillIds);
  }

  /** Jobs for which somebody is looked for: what `dispatchProposal` answers. */
  private waiting(
    assets: readonly DemoAsset[],
    types: Record<keyof typeof jobTypes, string>,
    skillIds: ReadonlyMap<string, string>,
  ): void {
    if (assets.length === 0) return;
    const asset = this.random.pick(assets);
    const opened = this.past(0);
    const from = this.today + (1 + this.random.below(3)) * DAY_MS + (9 + this.random.below(5)) * 60 * MINUTE;
    const orderId = this.order(asset, opened, this.title(asset), 'NEW', null);
    const windows = { window_from: instant(from), window_until: instant(from + 3 * 60 * MINUTE) };
    const jobId = this.job(asset, orderId, types.REPAIR, opened, windows);
    this.skill(jobId, opened, asset, skillIds);
  }
}

/** What a job of an hour has of a plan. */
const plan = ({ id }: DemoTechnician, start: number, travel: number) => ({
  technician_id: id,
  starts_at: instant(start),
  ends_at: instant(start + 60 * MINUTE),
  occupied_from: instant(start - travel * MINUTE),
  travel_minutes: travel,
  experience: 0,
  familiarity: 0,
  missing_parts: 0,
});

/** By local time. */
const isSunday = (at: number): boolean => new Date(at + LOCAL_HOURS * 60 * MINUTE).getUTCDay() === 0;
