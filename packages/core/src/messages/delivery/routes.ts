import {
  idOf,
  type PluginRoute,
  type RouteAnswer,
  type RouteContext,
  type RouteRequest,
  type UnitOfWork,
} from '@rapport/sdk';
import { Consent, type ContactChannel, Customer } from '../../customers/index.ts';
import { isTarget, type LinkedMessage, readLinkToken } from './links.ts';
import {
  invalidPage,
  pageLanguage,
  preferencePage,
  type ShownPreference,
  unsubscribedPage,
  unsubscribePage,
} from './pages.ts';
import { noteReport, ReportKind } from './reports.ts';

const html = (status: number, body: string): RouteAnswer => ({ status, type: 'text/html; charset=utf-8', body });
const json = (status: number, body: object): RouteAnswer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

interface Reader {
  readonly customer: string;
  readonly channel: ContactChannel;
  readonly language: string | null;
}

/** Who got the message; undefined where it is no longer there. */
async function readerOf(work: UnitOfWork, { message }: LinkedMessage): Promise<Reader | undefined> {
  const [found] = await work.run<Reader>({
    text: `
select m.customer_id as customer, m.channel, c.language from message m
join customer c on c.tenant_id = $1 and c.id = m.customer_id and c.deleted_at is null
where m.tenant_id = $1 and m.id = $2 and m.deleted_at is null`,
    values: [work.context.tenant.id, message],
  });
  return found;
}

/** Lets the holder of a link act; whoever has none, or one that nobody signed, is told so. */
async function withLink(
  request: RouteRequest,
  context: RouteContext,
  use: (work: UnitOfWork, linked: LinkedMessage, reader: Reader) => Promise<RouteAnswer>,
): Promise<RouteAnswer> {
  const language = pageLanguage(request.headers['accept-language']);
  const linked = readLinkToken(context.secrets, request.query.get('t'));
  if (!linked) return html(404, invalidPage(language));
  return context.inTenant(linked.tenantId, ({ transaction }) =>
    transaction(async (work) => {
      const reader = await readerOf(work, linked);
      return reader ? use(work, linked, reader) : html(404, invalidPage(language));
    }),
  );
}

/** Looking changes nothing; posting withdraws, also by one click of a mail program (RFC 8058). */
const unsubscribe: PluginRoute = {
  id: 'unsubscribe',
  methods: ['GET', 'POST'],
  run: (request, context) =>
    withLink(request, context, async (work, { message }, { channel, language }) => {
      const shown = pageLanguage(language, request.headers['accept-language']);
      if (request.method === 'GET') return html(200, unsubscribePage(shown, channel));
      await noteReport(work, { message, kind: 'UNSUBSCRIBED' });
      return html(200, unsubscribedPage(shown, channel));
    }),
};

/** What a customer agreed to, channel by channel of those by which he can be reached. */
async function shownPreferences(work: UnitOfWork, customer: string): Promise<ShownPreference[]> {
  return work.run<ShownPreference>({
    text: `
select p.channel, coalesce(k.granted > coalesce(k.withdrawn, '-infinity'), false) as agreed
from (select distinct channel from contact_point
  where tenant_id = $1 and customer_id = $2 and state = 'ACTIVE' and channel <> 'OTHER' and deleted_at is null) p
cross join lateral (
  select max(changed_at) filter (where state = 'GRANTED' and (expires_at is null or expires_at > now())) as granted,
    max(changed_at) filter (where state = 'WITHDRAWN') as withdrawn
  from consent where tenant_id = $1 and customer_id = $2 and purpose = 'MARKETING' and deleted_at is null
    and contact_point_id is null and (channel is null or channel = p.channel)) k
order by p.channel`,
    values: [work.context.tenant.id, customer],
  });
}

/** Writes down what he chose, for every channel of which he said something else before. */
async function choose(work: UnitOfWork, customer: string, chosen: ReadonlySet<string>, message: string): Promise<void> {
  const { unlimited } = work;
  for (const { channel, agreed } of await shownPreferences(work, customer)) {
    if (chosen.has(channel) === agreed) continue;
    const [known] = await work.run<{ id: string }>({
      text: `
select id from consent where tenant_id = $1 and customer_id = $2 and purpose = 'MARKETING' and channel = $3
  and contact_point_id is null and deleted_at is null`,
      values: [work.context.tenant.id, customer, channel],
    });
    const proof = `chosen by the link in the message ${message}`;
    if (!known) {
      const state = agreed ? 'WITHDRAWN' : 'GRANTED';
      const customerId = idOf(Customer, customer);
      await unlimited.create(Consent, { customerId, purpose: 'MARKETING', channel, state, source: 'SELF', proof });
    } else if (agreed) await unlimited.transition(Consent, idOf(Consent, known.id), { transition: 'withdraw' });
    else await unlimited.transition(Consent, idOf(Consent, known.id), { transition: 'grant', input: { proof } });
  }
}

const preferences: PluginRoute = {
  id: 'preferences',
  methods: ['GET', 'POST'],
  run: (request, context) =>
    withLink(request, context, async (work, { message }, { customer, language }) => {
      const isPost = request.method === 'POST';
      if (isPost) await choose(work, customer, new Set(new URLSearchParams(request.body).getAll('channel')), message);
      const shown = await shownPreferences(work, customer);
      return html(200, preferencePage(pageLanguage(language, request.headers['accept-language']), shown, isPost));
    }),
};

/** Notes that a link was followed, and leads on. */
const click: PluginRoute = {
  id: 'click',
  methods: ['GET'],
  run: (request, context) => {
    const [token, url, signature] = ['t', 'u', 's'].map((name) => request.query.get(name) ?? '') as [
      string,
      string,
      string,
    ];
    if (!isTarget(context.secrets, token, url, signature))
      return Promise.resolve(html(404, invalidPage(pageLanguage(request.headers['accept-language']))));
    return withLink(request, context, async (work, { message }) => {
      await noteReport(work, { message, kind: 'CLICKED' });
      return { ...html(302, ''), headers: { location: url } };
    });
  },
};

const PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

const open: PluginRoute = {
  id: 'open',
  methods: ['GET'],
  run: (request, context) =>
    withLink(request, context, async (work, { message }) => {
      await noteReport(work, { message, kind: 'OPENED' });
      return { status: 200, type: 'image/svg+xml', body: PIXEL };
    }),
};

const REPORTS = 'reports about deliveries';
const MOST_REPORTS = 500;

/** Proves that whoever posts reports was given the address by an administrator of the tenant. */
export const reportsKey = (secrets: RouteContext['secrets'], tenantId: number): string =>
  `${tenantId}.${secrets.sign(String(tenantId), REPORTS)}`;

/** Takes what whoever delivers says of messages: `[{ "id": "...", "kind": "HARD_BOUNCE", "reason": "..." }]`. */
const reports: PluginRoute = {
  id: 'reports',
  methods: ['POST'],
  run: async ({ query, body }, { secrets, inTenant }) => {
    const [tenantId = '', signature = ''] = (query.get('key') ?? '').split('.', 2);
    if (!secrets.isSigned(tenantId, REPORTS, signature)) return json(401, { error: 'The key is not valid.' });
    const given = readReports(body);
    if (typeof given === 'string') return json(400, { error: given });
    const known = await inTenant(Number(tenantId), ({ transaction }) =>
      transaction(async (work) => {
        let count = 0;
        for (const report of given) if (await noteReport(work, report)) count += 1;
        return count;
      }),
    );
    return json(200, { known, unknown: given.length - known });
  },
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface GivenReport {
  readonly message: string;
  readonly kind: ReportKind;
  readonly reason: string | null;
}

/** The reports, or what is wrong with them. */
function readReports(body: string): GivenReport[] | string {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return 'The body is no JSON.';
  }
  if (!Array.isArray(given) || given.length > MOST_REPORTS)
    return `The body must be a list of at most ${MOST_REPORTS} reports.`;
  const reports: GivenReport[] = [];
  for (const [index, one] of (given as unknown[]).entries()) {
    const { id, kind, reason = null } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    if (typeof id !== 'string' || !UUID.test(id))
      return `[${index}].id must be the id that the message was handed over with.`;
    if (typeof kind !== 'string' || !(kind in ReportKind))
      return `[${index}].kind must be one of ${Object.keys(ReportKind).join(', ')}.`;
    if (reason !== null && typeof reason !== 'string') return `[${index}].reason must be text.`;
    reports.push({ message: id.toLowerCase(), kind: kind as ReportKind, reason });
  }
  return reports;
}

export const messageRoutes: readonly PluginRoute[] = [unsubscribe, preferences, click, open, reports];
