import type { DemoOwner, GeneratedCustomer } from './people.ts';
import type { Random } from './random.ts';
import { RowTables, type TableRows } from './row-tables.ts';
import type { DemoTenant } from './tenants.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LEADS = 40;
const RESPONSES = 80;

const topics = ['冷氣', '冰箱', 'Dishwashers', '保養'] as const;
const needs = ['晚上要安靜', '省電', 'Delivery on a Saturday', '分期付款', 'One number to call'] as const;
const promises = ['週五前送到', '三天內回電報價', 'A technician comes next week', '補寄說明書'] as const;
const causes = ['LATE', 'OVERSOLD', 'FORGOTTEN', 'INCOMPLETE'] as const;
const actions = ['免費重新安裝', 'Called, apologised, and sent a new filter', '退還運費'] as const;
const media = ['RADIO', 'FLYER', 'SEARCH', 'FAIR', 'REFERRAL'] as const;
const strangers = ['周杰', '許美玲', 'Olivia Chen', '郭文雄', 'Tom Baker', '曾淑芬'] as const;
const knowledge = [
  ['COMPETITOR', '大同電器', '大同兩天內送到', '北部有自己的倉庫。', '送貨快', '南部沒有維修點'],
  [
    'COMPETITOR',
    'Acme Home',
    'Acme gives ten years on motors',
    'Only with a registration within a month.',
    'Guarantee',
    'Dear spare parts',
  ],
  ['PRODUCT', '靜音變頻冷氣', '夜間 19 分貝', '適合臥室與病房。', '安靜', '室外機較大'],
  [
    'ARGUMENT',
    'Price',
    'What to say when it is too dear',
    'Electricity saved in five years pays the difference.',
    null,
    null,
  ],
  ['CUSTOMER_INSIGHT', '年輕家庭', '週日晚上一起決定', '問卷 2025 年 9 月，212 份。', null, null],
  ['MARKET_INSIGHT', '節能補助', '補助到年底', '之後需求下降三成。', null, null],
] as const;

const iso = (at: number) => new Date(at).toISOString();

/** What passes between a company and its customers besides buying: surveys, promises, needs, leads, and what is known of the market. */
export function generateDialogue(
  random: Random,
  customers: readonly GeneratedCustomer[],
  tenant: DemoTenant,
  owners: readonly [DemoOwner, ...DemoOwner[]],
  now: number,
): TableRows[] {
  return new DialogueWriter(random, tenant, owners, now).write(customers);
}

class DialogueWriter {
  private readonly random: Random;
  private readonly tenant: DemoTenant;
  private readonly owners: readonly [DemoOwner, ...DemoOwner[]];
  private readonly now: number;
  private readonly tables: RowTables;

  constructor(random: Random, tenant: DemoTenant, owners: readonly [DemoOwner, ...DemoOwner[]], now: number) {
    this.random = random;
    this.tenant = tenant;
    this.owners = owners;
    this.now = now;
    this.tables = new RowTables(random);
  }

  write(customers: readonly GeneratedCustomer[]): TableRows[] {
    const reachable = customers.filter(({ state }) => state !== 'DO_NOT_CONTACT');
    const buyers = reachable.filter(({ state }) => ['ACTIVE', 'REPEAT', 'ADVOCATE', 'AT_RISK'].includes(state));
    for (const wave of ['2025', '2026']) this.survey(wave, buyers);
    for (const customer of buyers) if (this.random.chance(0.3)) this.expect(customer);
    this.leads();
    for (const customer of customers) if (customer.state === 'LOST') this.lose(customer);
    if (reachable.length > 0) for (let n = 0; n < RESPONSES; n++) this.respond(this.random.pick(reachable));
    this.explain();
    return this.tables.all();
  }

  private add(...row: Parameters<RowTables['add']>): string {
    return this.tables.add(...row);
  }

  /** An instant between another one and now. */
  private later(than: number): number {
    return than + Math.floor(this.random.next() * Math.max(0, this.now - than));
  }

  /** The same instrument a year apart, so that the two can be compared. */
  private survey(year: string, buyers: readonly GeneratedCustomer[]): void {
    const edition = year === '2025' ? 1 : 2;
    const asked = this.now - (edition === 1 ? 380 : 40) * DAY_MS;
    const survey = this.add('survey', asked - 7 * DAY_MS, {
      name: `滿意度調查 ${year}`,
      instrument: 'satisfaction',
      edition,
      state: edition === 1 ? 'CLOSED' : 'OPEN',
      introduction: '三個問題，兩分鐘。',
      thanks: '謝謝您，每一個字我們都會讀。',
      answer_days: 60,
      follow_up_days: 2,
    });
    const question = (position: number, code: string, kind: string, text: string, rest: object) =>
      this.add('survey_question', asked - 7 * DAY_MS, {
        ...{ survey_id: survey, position, code, kind, text, choices: '[]', required: false },
        ...{ attribute: null, follow_up_to: null, ...rest },
      });
    const recommend = question(0, 'recommend', 'RECOMMENDATION', '您會把我們推薦給朋友嗎？', {
      follow_up_to: 6,
      required: true,
    });
    const content = question(1, 'content', 'SATISFACTION', '您對上次的服務滿意嗎？', { follow_up_to: 2 });
    question(2, 'hobby', 'TEXT', 'What do you like to do in your free time?', { attribute: 'hobby' });
    for (const customer of buyers) {
      if (customer.createdAt > asked || this.random.chance(0.3)) continue;
      const sent = asked + this.random.below(10) * HOUR_MS;
      const answers = this.random.chance(0.55);
      const open = edition === 2 && !answers;
      const invitation = this.add('survey_invitation', sent, {
        survey_id: survey,
        customer_id: customer.id,
        occasion: 'RELATIONSHIP',
        matter: 'RELATIONSHIP//',
        state: answers ? 'COMPLETED' : open ? 'SENT' : 'EXPIRED',
        sent_at: iso(sent),
        expires_at: open ? iso(sent + 60 * DAY_MS) : null,
        completed_at: answers ? iso(sent + DAY_MS) : null,
      });
      if (!answers) continue;
      // The second year is better.
      const mood = this.random.next() + (edition === 2 ? 0.12 : 0) - (customer.state === 'AT_RISK' ? 0.35 : 0);
      const score =
        mood > 0.55 ? 9 + this.random.below(2) : mood > 0.3 ? 7 + this.random.below(2) : this.random.below(7);
      const answer = (question_id: string, kind: string, value: number) =>
        this.add('survey_answer', sent + DAY_MS, {
          ...{ invitation_id: invitation, question_id, customer_id: customer.id, kind, score: value, choices: '[]' },
          ...{ text: null, known: false },
        });
      const given = answer(recommend, 'RECOMMENDATION', score);
      answer(content, 'SATISFACTION', Math.max(1, Math.min(5, Math.round(score / 2))));
      if (score <= 6) this.followUp(customer, given, sent + DAY_MS, edition === 1);
    }
  }

  private followUp({ id, owner }: GeneratedCustomer, answer: string, at: number, over: boolean): void {
    const done = over || this.random.chance(0.6);
    this.add('survey_follow_up', at, {
      customer_id: id,
      answer_id: answer,
      assignee_id: owner.id,
      state: done ? 'CLOSED' : 'OPEN',
      due_at: iso(at + 2 * DAY_MS),
      action: done ? this.random.pick(actions) : null,
    });
  }

  private expect({ id, owner, createdAt }: GeneratedCustomer): void {
    const needed = this.later(createdAt);
    this.add('customer_need', needed, {
      ...{ customer_id: id, need: this.random.pick(needs), topic: this.random.pick(topics) },
      ...{
        spoken: this.random.chance(0.7),
        weight: 1 + this.random.below(5),
        state: this.random.pick(['OPEN', 'MET']),
      },
    });
    const at = this.later(createdAt);
    const due = at + 7 * DAY_MS;
    const past = due < this.now;
    const state = past ? this.random.pick(['KEPT', 'KEPT', 'KEPT', 'BROKEN', 'OVERDUE']) : 'OPEN';
    this.add('customer_promise', at, {
      customer_id: id,
      side: this.random.chance(0.8) ? 'OURS' : 'THEIRS',
      text: this.random.pick(promises),
      promised_at: iso(at),
      due_at: iso(due),
      keeper_id: owner.id,
      state,
      overdue_at: state === 'OPEN' ? iso(due) : null,
      kept_at: state === 'KEPT' ? iso(due - DAY_MS) : null,
      kept_late: false,
      cause: state === 'BROKEN' ? this.random.pick(causes) : null,
    });
  }

  private leads(): void {
    const began = this.now - 200 * DAY_MS;
    const pool = this.add('lead_pool', began, {
      ...{ name: '網路詢問', position: 1, active: true, distribution: 'TURNS', by_skill: false, accept_minutes: 120 },
    });
    for (const [index, { id }] of this.owners.entries())
      this.add('lead_pool_member', began, {
        ...{ pool_id: pool, user_id: id, active: true, weight: 1 + (index % 2), skills: '[]', credit: 0 },
      });
    this.add('lead_form', began, { name: '官網詢問表', active: true, per_hour: 100 });
    for (let n = 0; n < LEADS; n++) this.lead(pool, began);
  }

  private lead(pool: string, began: number): void {
    const at = this.later(began);
    const { id: assignee, teamId } = this.random.pick(this.owners);
    const state = this.random.pick(['ACCEPTED', 'WORKING', 'WORKING', 'NURTURING', 'DISQUALIFIED', 'DISQUALIFIED']);
    const answered = state === 'ACCEPTED' ? null : at + (1 + this.random.below(40)) * HOUR_MS;
    const leak =
      state === 'DISQUALIFIED' ? this.random.pick(['NEGOTIATION', 'OUT_OF_STOCK', 'NO_NEED', 'FORGOTTEN']) : null;
    const id = this.add('lead', at, {
      name: this.random.pick(strangers),
      email: `lead${this.random.digits(6)}@example.com`,
      phone: `${this.tenant.mobilePrefix}${this.random.digits(8)}`,
      region: this.random.pick(this.tenant.regions),
      topic: this.random.pick(topics),
      need: this.random.pick(needs),
      source: this.random.pick(['FORM', 'API', 'IMPORT']),
      state,
      pool_id: pool,
      assignee_id: assignee,
      team_id: teamId,
      received_at: iso(at),
      accepted_at: iso(at + HOUR_MS),
      first_response_at: answered === null ? null : iso(answered),
      response_seconds: answered === null ? null : (answered - at) / 1_000,
      leak,
    });
    this.add('lead_assignment', at, {
      ...{ lead_id: id, user_id: assignee, outcome: 'ACCEPTED', ended_at: iso(at + HOUR_MS) },
    });
    if (leak) this.leak(this.later(at), { code: leak, stage: 'LEAD', lead_id: id });
  }

  private lose({ id, createdAt }: GeneratedCustomer): void {
    const gone = this.random.chance(0.6);
    this.leak(this.later(createdAt), {
      ...{ code: gone ? 'COMPETITOR' : 'FORGOTTEN', stage: 'CUSTOMER', customer_id: id },
      ...{ competitor: gone ? '大同電器' : null },
    });
  }

  private leak(at: number, values: Readonly<Record<string, string | null>>): void {
    const row = { code: null, stage: null, people: 1, competitor: null, customer_id: null, lead_id: null, ...values };
    this.add('leak', at, { ...row, lost_at: iso(at) });
  }

  private respond({ id, createdAt }: GeneratedCustomer): void {
    const at = this.later(createdAt);
    this.add('campaign_response', at, {
      ...{
        medium: this.random.pick(media),
        kind: this.random.pick(['ASKED', 'NOTICED', 'CAME']),
        responded_at: iso(at),
      },
      ...{ customer_id: id, people: 1, stated: this.random.chance(0.3) },
    });
  }

  private explain(): void {
    const at = this.now - 90 * DAY_MS;
    for (const [kind, subject, title, body, strengths, weaknesses] of knowledge)
      this.add('marketing_asset', at, {
        ...{ kind, subject, title, body, strengths, weaknesses, audience: 'INTERNAL', state: 'PUBLISHED', edition: 1 },
        ...{ owner_id: this.owners[0].id },
      });
  }
}
