import { lotOf } from '@rapport/core';
import type { DemoOwner, GeneratedCustomer } from './people.ts';
import type { Random } from './random.ts';
import { RowTables, type TableRows } from './row-tables.ts';
import type { DemoTenant } from './tenants.ts';

const DAY_MS = 86_400_000;
const RESPONSE_DAYS = 30;
const HOLD_OUT = 0.3;

const iso = (at: number) => new Date(at).toISOString();
const day = (at: number) => iso(at).slice(0, 10);

const bought = ['ACTIVE', 'REPEAT', 'ADVOCATE'];

/** What a company plans for many customers: segments, caps, templates, and two campaigns, of which one is over. */
export function generateMarketing(
  random: Random,
  customers: readonly GeneratedCustomer[],
  tenant: DemoTenant,
  [owner]: readonly [DemoOwner, ...DemoOwner[]],
  now: number,
): TableRows[] {
  return new MarketingWriter(random, tenant, owner, now).write(customers);
}

class MarketingWriter {
  private readonly random: Random;
  private readonly tenant: DemoTenant;
  private readonly owner: DemoOwner;
  private readonly now: number;
  private readonly tables: RowTables;

  constructor(random: Random, tenant: DemoTenant, owner: DemoOwner, now: number) {
    this.random = random;
    this.tenant = tenant;
    this.owner = owner;
    this.now = now;
    this.tables = new RowTables(random);
  }

  write(customers: readonly GeneratedCustomer[]): TableRows[] {
    const people = customers.filter(({ state }) => state !== 'DO_NOT_CONTACT');
    const regulars = people.filter(({ state }) => ['REPEAT', 'ADVOCATE'].includes(state));
    const leaving = people.filter(({ state }) => state === 'AT_RISK');
    const group = this.group();
    const friends = this.segment('Regulars', { lifecycleState: { in: ['REPEAT', 'ADVOCATE'] } }, regulars, {
      group,
      reception: 'By name, and by whoever served them last.',
      promotion: 'Nothing off. First look at what is new.',
    });
    this.segment('Leaving', { lifecycleState: { eq: 'AT_RISK' } }, leaving, {
      group: null,
      reception: 'Ask what went wrong before anything else.',
      promotion: 'None until it is put right.',
    });
    this.target(friends, regulars.length);
    this.rules();
    const template = this.template();
    this.finished(people, template);
    this.planned(template);
    return this.tables.all();
  }

  /** Regulars have a brand, a catalogue and terms of their own. */
  private group(): string {
    const at = this.now - 220 * DAY_MS;
    const group = this.tables.add('segment_group', at, {
      name: 'House friends',
      position: 1,
      brand: 'House friends',
      terms: 'Paid within 60 days; whoever comes is somebody they know.',
      team_id: this.owner.teamId,
    });
    for (const [offer, price, terms] of [
      ['A check each spring', '120000', null],
      ['An engineer on Sundays', '80000', 'Called before noon, there the same day.'],
    ] as const)
      this.tables.add('catalogue_item', at, {
        group_id: group,
        offer,
        price_amount: price,
        price_currency: this.tenant.currency,
        terms,
      });
    return group;
  }

  private segment(
    name: string,
    rule: object,
    members: readonly GeneratedCustomer[],
    {
      group,
      reception,
      promotion,
    }: { readonly group: string | null; readonly reception: string; readonly promotion: string },
  ): string {
    const at = this.now - 200 * DAY_MS;
    const segment = this.tables.add('segment', at, {
      name,
      kind: 'RULE',
      rule: JSON.stringify(rule),
      state: 'ACTIVE',
      refreshed_at: iso(this.now),
      reception,
      promotion,
      review_every_days: 90,
      review_due_on: day(this.now + 14 * DAY_MS),
      owner_id: this.owner.id,
      group_id: group,
    });
    for (const { id, createdAt } of members) {
      const enteredAt = Math.max(at, createdAt);
      this.tables.add('segment_membership', enteredAt, {
        segment_id: segment,
        customer_id: id,
        current: true,
        cause: enteredAt === at ? 'FOUNDING' : 'RULE',
        entered_at: iso(enteredAt),
      });
    }
    return segment;
  }

  /** More of them, and none the worse for it. */
  private target(segment: string, members: number): void {
    this.tables.add('member_target', this.now - 60 * DAY_MS, {
      name: 'More friends of the house',
      segment_id: segment,
      starts_on: day(this.now - 60 * DAY_MS),
      ends_on: day(this.now + 120 * DAY_MS),
      member_count: Math.ceil(members * 1.1) + 1,
      // Decimals are kept as whole hundredths.
      active_percent: 4_000,
      value_per_member_amount: 150_000,
      value_per_member_currency: this.tenant.currency,
      complaint_percent: 200,
      owner_id: this.owner.id,
    });
  }

  private rules(): void {
    const at = this.now - 300 * DAY_MS;
    const cap = (name: string, channel: string | null, most: number, hours: number) =>
      this.tables.add('frequency_cap', at, {
        name,
        channel,
        purpose: null,
        most,
        window_hours: hours,
        counts_interactions: channel === null,
      });
    cap('Two mails a week', 'EMAIL', 2, 168);
    cap('Five contacts a month', null, 5, 720);
    this.tables.add('quiet_hour', at, { name: 'Night', channel: null, weekday: null, from: '21:00', until: '08:00' });
    const words = [
      ['zh', '抓住', 'EVERYWHERE', '陪伴'],
      ['zh', '尊貴的顧客', 'WHEN_NAME_KNOWN', '姓名'],
      ['en', 'dear customer', 'WHEN_NAME_KNOWN', 'the name'],
    ] as const;
    for (const [locale, term, scope, instead] of words)
      this.tables.add('wording_rule', at, { locale, term, scope, instead });
  }

  private template(): string {
    const at = this.now - 120 * DAY_MS;
    const template = this.tables.add('message_template', at, {
      key: 'season-check',
      name: 'Check before the season',
      purpose: 'MARKETING',
      channel: 'EMAIL',
      content_type: 'SELLING',
      variables: '[]',
    });
    for (const [locale, subject, body] of [
      [
        'zh-Hant',
        '{{ customer.name }}，換季前的檢查',
        '{{ customer.name }} 您好：夏天前我們為您檢查冷氣。{{ links.unsubscribe }}',
      ],
      [
        'en',
        'Before the season, {{ customer.name }}',
        'Dear {{ customer.name }}, we look after it before summer. {{ links.unsubscribe }}',
      ],
    ] as const)
      this.tables.add('template_version', at, {
        template_id: template,
        locale,
        number: 1,
        current: true,
        subject,
        format: 'TEXT',
        body,
      });
    return template;
  }

  /** One that is over: some were held out, and what they bought is what the others are measured against. */
  private finished(customers: readonly GeneratedCustomer[], template: string): void {
    const startedAt = this.now - 90 * DAY_MS;
    const list = this.tables.add('target_list', startedAt, {
      name: 'Everybody we know',
      one_per_household: false,
      state: 'FROZEN',
      frozen_at: iso(startedAt),
    });
    const campaign = this.campaign(startedAt, list, {
      name: 'A check before the season',
      insight: 'Of those who complained last summer, two of three had never had their unit looked after.',
      hypothesis: 'A mail in spring brings one of twenty to order a check.',
      state: 'FINISHED',
      started_at: iso(startedAt),
      finished_at: iso(startedAt + RESPONSE_DAYS * DAY_MS),
    });
    for (const [title, medium, type, days] of [
      ['Answer questions about noise', 'FORUM', 'ADVICE', 3],
      ['How the Lins keep cool', 'PORTAL', 'STORY', 9],
      ['The check and its price', 'PORTAL', 'SELLING', 14],
    ] as const)
      this.step(startedAt, campaign, title, { medium, type, doneOn: day(startedAt + days * DAY_MS) });
    const arm = this.arm(startedAt, campaign, 'Mail by name', template);
    for (const customer of customers) {
      if (customer.createdAt > startedAt) continue;
      this.tables.add('target_list_entry', startedAt, {
        target_list_id: list,
        customer_id: customer.id,
        origin: 'IMPORT',
      });
      const heldOut = lotOf(campaign, 'hold-out', customer.id) < HOLD_OUT;
      this.tables.add('campaign_member', startedAt, {
        campaign_id: campaign,
        customer_id: customer.id,
        arm_id: heldOut ? null : arm,
        held_out: heldOut,
        seed: false,
        purchased: false,
        decided: true,
        dealt_at: iso(startedAt),
      });
      if (!heldOut) this.message(startedAt, campaign, template, customer);
      const interest = bought.includes(customer.state) ? 0.1 : 0.02;
      if (this.random.chance(heldOut ? interest : interest + 0.08)) this.purchase(startedAt, customer.id);
    }
    this.tables.add('campaign_cost', startedAt, {
      campaign_id: campaign,
      title: 'Writing and sending',
      state: 'SPENT',
      amount_amount: 30_000,
      amount_currency: this.tenant.currency,
    });
  }

  private message(at: number, campaign: string, template: string, { id, email }: GeneratedCustomer): void {
    const sent = email !== null && this.random.chance(0.5);
    this.tables.add('message', at, {
      customer_id: id,
      channel: 'EMAIL',
      purpose: 'MARKETING',
      template_id: template,
      key: `campaign/${campaign}/${id}`,
      source: `cmp_${campaign}`,
      state: sent ? 'DELIVERED' : 'REFUSED',
      refused_by: sent ? null : email === null ? 'NO_CONTACT_POINT' : 'NO_CONSENT',
      decided_at: iso(at),
      due_at: iso(at),
      counted_at: sent ? iso(at) : null,
      tries: sent ? 1 : 0,
      sent_at: sent ? iso(at + 60_000) : null,
      delivered_at: sent ? iso(at + 90_000) : null,
      unsubscribed_at: sent && this.random.chance(0.01) ? iso(at + DAY_MS) : null,
    });
  }

  private purchase(startedAt: number, customer: string): void {
    const at = startedAt + Math.floor(this.random.next() * RESPONSE_DAYS * DAY_MS);
    this.tables.add('purchase', at, {
      customer_id: customer,
      product: this.tenant.language.startsWith('zh') ? '保養' : 'Maintenance',
      quantity: 1,
      amount_amount: 180_000,
      amount_currency: this.tenant.currency,
      purchased_at: iso(at),
    });
  }

  private step(
    at: number,
    campaign: string,
    title: string,
    { medium, type, dueOn, doneOn }: Partial<Record<'medium' | 'type' | 'dueOn' | 'doneOn', string | null>>,
  ): void {
    this.tables.add('campaign_step', at, {
      campaign_id: campaign,
      title,
      medium: medium ?? null,
      content_type: type ?? null,
      owner_id: this.owner.id,
      due_on: dueOn ?? null,
      done_on: doneOn ?? null,
    });
  }

  private planned(template: string): void {
    const at = this.now - 5 * DAY_MS;
    const campaign = this.campaign(at, null, {
      name: 'What broke last year',
      insight: 'Service notes of 2025 name the same three parts in every second repair.',
      hypothesis: 'Who hears of the part before it breaks calls earlier, and stays.',
      state: 'DRAFT',
      started_at: null,
      finished_at: null,
    });
    this.arm(at, campaign, 'Mail', template);
    for (const [index, title] of ['Write the mail', 'Ask the technicians', 'Freeze the list'].entries())
      this.step(at, campaign, title, { dueOn: day(this.now + (index + 1) * 7 * DAY_MS) });
  }

  private campaign(at: number, list: string | null, values: Readonly<Record<string, string | null>>): string {
    return this.tables.add('campaign', at, {
      ...values,
      insight_source: 'COMPLAINTS',
      media: '["EMAIL"]',
      hold_out_percent: HOLD_OUT * 10_000,
      target_list_id: list,
      strategy: 'Care before it breaks',
      response_days: RESPONSE_DAYS,
      brake_from: 100,
      offended_per_order_limit: 1_000,
      complaint_percent_limit: 30,
      unsubscribe_percent_limit: 200,
      budget_amount: 5_000_000,
      budget_currency: this.tenant.currency,
      owner_id: this.owner.id,
    });
  }

  private arm(at: number, campaign: string, name: string, template: string): string {
    return this.tables.add('campaign_arm', at, { campaign_id: campaign, name, weight: 1, template_id: template });
  }
}
