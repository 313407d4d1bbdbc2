import { type Customer, CustomerKind, CustomerLifecycleState, normaliseAddress } from '@rapport/core';
import { transactionOn } from '@rapport/kernel';
import type pg from 'pg';
import { loadTables } from './bulk-load.ts';
import { isFemale } from './names.ts';
import type { DemoOwner, GeneratedCustomer } from './people.ts';
import type { Random } from './random.ts';
import { RowTables, type TableRows } from './row-tables.ts';
import type { DemoTenant } from './tenants.ts';

const DAY_MS = 86_400_000;

/** What the customers of the demonstration are like, and what they have behind them. */
export interface Lives {
  readonly profiles: readonly Profile[];
  readonly tables: readonly TableRows[];
}

type Profile = { readonly id: string } & Partial<
  Pick<
    Customer,
    | 'gender'
    | 'birthDate'
    | 'occupation'
    | 'maritalStatus'
    | 'childrenCount'
    | 'region'
    | 'language'
    | 'timeZone'
    | 'industry'
    | 'industryStage'
    | 'employeeCount'
  >
>;

const { ACTIVE, ADVOCATE, AT_RISK, DO_NOT_CONTACT, LOST, PROSPECT, REPEAT } = CustomerLifecycleState;

/** The steps by which a customer came to his state; all began as prospects. */
const journeys: Partial<Record<CustomerLifecycleState, readonly CustomerLifecycleState[]>> = {
  ACTIVE: [ACTIVE],
  REPEAT: [ACTIVE, REPEAT],
  ADVOCATE: [ACTIVE, REPEAT, ADVOCATE],
  AT_RISK: [ACTIVE, AT_RISK],
  LOST: [ACTIVE, AT_RISK, LOST],
  DO_NOT_CONTACT: [DO_NOT_CONTACT],
};

const reasons: Partial<Record<CustomerLifecycleState, string>> = {
  REPEAT: '再次購買',
  ADVOCATE: 'Brought a friend along.',
  AT_RISK: '半年沒有聯絡',
  LOST: '改用其他品牌',
  DO_NOT_CONTACT: 'Asked not to be called again.',
};

const occupations = [
  '工程師',
  '教師',
  '護理師',
  '會計',
  '業務',
  '店主',
  '公務員',
  '設計師',
  '退休',
  'Engineer',
  'Chef',
] as const;
const titles = ['採購經理', '總務主任', '廠長', '校長', '財務長', '專案經理', 'Procurement Manager'] as const;
const hobbies = ['登山', '烘焙', '攝影', '園藝', '露營', 'Cycling', '書法', '品茶'] as const;
const industries: Readonly<Record<string, readonly [industry: string, stage: 'GROWING' | 'MATURE']>> = {
  科技: ['electronics', 'GROWING'],
  建設: ['construction', 'MATURE'],
  國民小學: ['education', 'MATURE'],
  大飯店: ['hotels', 'GROWING'],
  醫院: ['health', 'GROWING'],
  社會福利: ['welfare', 'MATURE'],
  物業: ['property management', 'GROWING'],
  餐飲: ['restaurants', 'MATURE'],
};

/** Lives that fit: who buys has a contract, whoever wants no contact withdrew his consent, and a household shares its name. */
export function generateLives(
  random: Random,
  customers: readonly GeneratedCustomer[],
  tenant: DemoTenant,
  owners: readonly [DemoOwner, ...DemoOwner[]],
  now: number,
): Lives {
  return new LifeWriter(random, tenant, owners, now).write(customers);
}

/** Writes the lives of customers who were just loaded. */
export async function seedLives(client: pg.ClientBase, tenantId: number, { profiles, tables }: Lives): Promise<void> {
  await transactionOn(client, tenantId, (transaction) =>
    transaction.run({
      text: `
update customer c set gender = p.gender, birth_date = p."birthDate", occupation = p.occupation,
  marital_status = p."maritalStatus", children_count = p."childrenCount", region = p.region, language = p.language,
  time_zone = p."timeZone", industry = p.industry, industry_stage = p."industryStage", employee_count = p."employeeCount"
from jsonb_to_recordset($2) p(id uuid, gender text, "birthDate" date, occupation text, "maritalStatus" text,
  "childrenCount" integer, region text, language text, "timeZone" text, industry text, "industryStage" text, "employeeCount" integer)
where c.tenant_id = $1 and c.id = p.id`,
      values: [tenantId, JSON.stringify(profiles)],
    }),
  );
  await loadTables(client, tenantId, tables);
}

class LifeWriter {
  private readonly random: Random;
  private readonly tenant: DemoTenant;
  private readonly owners: readonly [DemoOwner, ...DemoOwner[]];
  private readonly now: number;
  private readonly addresses = new Set<string>();
  private readonly tables: RowTables;

  constructor(random: Random, tenant: DemoTenant, owners: readonly [DemoOwner, ...DemoOwner[]], now: number) {
    this.random = random;
    this.tenant = tenant;
    this.owners = owners;
    this.now = now;
    this.tables = new RowTables(random);
  }

  write(customers: readonly GeneratedCustomer[]): Lives {
    const persons = customers.filter(({ kind }) => kind === CustomerKind.PERSON);
    const organisations = customers.filter(({ kind }) => kind === CustomerKind.ORGANISATION);
    for (const customer of customers) {
      this.reach(customer);
      this.agree(customer);
      this.own(customer);
      this.travel(customer);
    }
    for (const person of persons) this.enjoy(person);
    for (const organisation of organisations) this.employ(organisation, persons);
    this.marry(persons);
    return { profiles: customers.map((customer) => this.profile(customer)), tables: this.tables.all() };
  }

  /** An instant between another one and now. */
  private later(than: number): number {
    return than + Math.floor(this.random.next() * (this.now - than));
  }

  private profile({ id, kind, givenName, name }: GeneratedCustomer): Profile {
    const { random, tenant } = this;
    const place = { region: random.pick(tenant.regions), timeZone: tenant.timeZone };
    if (kind === CustomerKind.ORGANISATION) {
      const [, [industry, industryStage] = ['services', 'MATURE'] as const] =
        Object.entries(industries).find(([word]) => name.includes(word)) ?? [];
      return { id, ...place, industry, industryStage, employeeCount: 10 + random.below(900) };
    }
    const age = 22 + random.below(58);
    const married = age > 26 && random.chance(0.6);
    return {
      id,
      ...place,
      gender: isFemale(givenName ?? '') ? 'FEMALE' : 'MALE',
      birthDate: new Date(this.now - age * 365.25 * DAY_MS - random.below(365) * DAY_MS).toISOString().slice(0, 10),
      occupation: age > 66 ? '退休' : random.pick(occupations),
      maritalStatus: married ? 'MARRIED' : 'SINGLE',
      childrenCount: married ? random.below(4) : 0,
      language: /^[a-z]/i.test(name) ? 'en' : tenant.language,
    };
  }

  /** The number and address on the card, and LINE where they use it. */
  private reach({ id, createdAt, email, phone, name, kind }: GeneratedCustomer): void {
    if (phone) this.point(id, createdAt, 'MOBILE', phone);
    if (email) this.point(id, createdAt, 'EMAIL', email);
    if (kind === CustomerKind.PERSON && this.random.chance(0.4))
      this.point(
        id,
        this.later(createdAt),
        'LINE',
        `${name.replaceAll(' ', '.').toLowerCase()}${this.random.below(10_000)}`,
      );
  }

  private point(customerId: string, at: number, channel: 'MOBILE' | 'EMAIL' | 'LINE', value: string): void {
    const normalised = normaliseAddress({ channel, value }, channel, { defaultCountry: this.tenant.defaultCountry });
    const shared = this.addresses.has(normalised);
    this.addresses.add(normalised);
    const verified = this.random.chance(0.6);
    this.tables.add('contact_point', at, {
      customer_id: customerId,
      channel,
      value,
      normalised,
      purpose: 'ANY',
      preferred: true,
      shared,
      state: 'ACTIVE',
      verification: verified ? 'VERIFIED' : 'UNVERIFIED',
      verified_at: verified ? new Date(this.later(at)).toISOString() : null,
      source: 'TOLD',
    });
  }

  private agree({ id, createdAt, state, email }: GeneratedCustomer): void {
    const { random } = this;
    const consent = (purpose: string, channel: string | null, granted: boolean, basis: string) => {
      const at = this.later(createdAt);
      const withdrawn = granted ? null : new Date(this.later(at)).toISOString();
      this.tables.add('consent', at, {
        customer_id: id,
        purpose,
        channel,
        matter: `${purpose}/${channel ?? '*'}/*/*`,
        state: granted ? 'GRANTED' : 'WITHDRAWN',
        lawful_basis: basis,
        proof: basis === 'CONSENT' ? random.pick(['門市同意書', '網站註冊', 'Signed form', '電話錄音']) : null,
        granted_at: new Date(at).toISOString(),
        withdrawn_at: withdrawn,
        changed_at: withdrawn ?? new Date(at).toISOString(),
        source: 'TOLD',
      });
    };
    if (state !== PROSPECT && state !== DO_NOT_CONTACT) consent('SERVICE', null, true, 'CONTRACT');
    if (state === DO_NOT_CONTACT) consent('MARKETING', null, false, 'CONSENT');
    else if (email && random.chance(0.55)) consent('MARKETING', 'EMAIL', random.chance(0.85), 'CONSENT');
    if (random.chance(0.4))
      this.tables.add('contact_preference', this.later(createdAt), {
        customer_id: id,
        channel: random.pick(['ANY', 'PHONE', 'EMAIL', 'LINE']),
        basis: random.chance(0.7) ? 'STATED' : 'LEARNED',
        wanted: state !== DO_NOT_CONTACT,
        hours: '[]',
        every_days: random.pick([30, 60, 90, 180]),
        effective: true,
        source: 'TOLD',
      });
    if (random.chance(0.3))
      this.tables.add('external_id', this.later(createdAt), {
        customer_id: id,
        system: 'webshop',
        key: `u-${id.slice(-8)}`,
      });
  }

  /** Some were handed over from one colleague to another. */
  private own({ id, createdAt, owner }: GeneratedCustomer): void {
    const former = this.owners.find((other) => other.id !== owner.id);
    const from = former && this.random.chance(0.15) ? this.later(createdAt) : createdAt;
    const period = ({ id: user, teamId }: DemoOwner, starts: number, ends: number | null) =>
      this.tables.add('owner_period', starts, {
        customer_id: id,
        user_id: user,
        team_id: teamId,
        starts_at: new Date(starts).toISOString(),
        ends_at: ends === null ? null : new Date(ends).toISOString(),
      });
    if (former && from > createdAt) period(former, createdAt, from);
    period(owner, from, null);
  }

  private travel({ id, createdAt, state }: GeneratedCustomer): void {
    let at = createdAt;
    let fromState: CustomerLifecycleState = PROSPECT;
    for (const toState of journeys[state] ?? []) {
      at = this.later(at);
      const reason = toState === ACTIVE ? this.random.pick(this.tenant.firstPurchases) : (reasons[toState] ?? null);
      this.tables.add('lifecycle_change', at, { customer_id: id, from_state: fromState, to_state: toState, reason });
      fromState = toState;
    }
  }

  private enjoy({ id, createdAt, owner }: GeneratedCustomer): void {
    if (!this.random.chance(0.5)) return;
    const at = this.later(createdAt);
    this.tables.add('profile_value', at, {
      customer_id: id,
      attribute: 'hobby',
      value: this.random.pick(hobbies),
      besides: true,
      source: 'TOLD',
      collected_by_id: owner.id,
      collected_at: new Date(at).toISOString(),
      state: 'UNVERIFIED',
    });
  }

  private employ(organisation: GeneratedCustomer, persons: readonly GeneratedCustomer[]): void {
    const [first, ...rest] = persons;
    if (!first) return;
    const employed = new Set(
      Array.from({ length: 1 + this.random.below(3) }, () => this.random.pick([first, ...rest])),
    );
    for (const person of employed) {
      const at = this.later(Math.max(organisation.createdAt, person.createdAt));
      this.tables.add('affiliation', at, {
        person_id: person.id,
        organisation_id: organisation.id,
        role: 'EMPLOYEE',
        title: this.random.pick(titles),
        starts_on: new Date(at - this.random.below(3_000) * DAY_MS).toISOString().slice(0, 10),
      });
    }
  }

  /** Households: people of one family name who know each other from our counters. */
  private marry(persons: readonly GeneratedCustomer[]): void {
    const byFamily = new Map<string, GeneratedCustomer[]>();
    for (const person of persons)
      byFamily.set(person.familyName ?? '', [...(byFamily.get(person.familyName ?? '') ?? []), person]);
    for (const [family, [head, second, third]] of byFamily) {
      if (!head || !second) continue;
      const at = this.later(Math.max(head.createdAt, second.createdAt));
      const party = this.tables.add('buying_party', at, { kind: 'HOUSEHOLD', name: `${family}家`, head_id: head.id });
      const roles = [
        [head, 'DECIDER', 50],
        [second, 'INFLUENCER', 30],
        [third, 'USER', 20],
      ] as const;
      for (const [member, role, weight] of roles)
        if (member)
          this.tables.add('buying_party_member', at, { party_id: party, customer_id: member.id, role, weight });
    }
  }
}
