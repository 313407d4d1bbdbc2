import {
  type BeforeHandler,
  defineRules,
  type RecordChange,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { checkVersion } from './content/check-version.ts';
import type { Wording } from './content/render-message.ts';
import { FrequencyCap } from './frequency-cap.record.ts';
import { MessageTemplate } from './message-template.record.ts';
import type { MessagePurpose } from './message-terms.ts';
import { QuietHour } from './quiet-hours.record.ts';
import { everOpens, type QuietStretch } from './quiet-times.ts';
import { type ContentFormat, TemplateVersion } from './template-version.record.ts';

export const namedRules = defineRules({
  CONTENT_AGAINST_PURPOSE: 'What serves holds no content that sells, and what advertises no service.',
});

const KEY = /^[a-z][a-z0-9-]{0,59}$/;
const VARIABLE = /^[a-z][A-Za-z0-9]{0,49}$/;

const checkTemplate: BeforeHandler = {
  record: MessageTemplate,
  on: ['created', 'updated'],
  run: async ({ operation, after, record, path }) => {
    if (after.key !== undefined && !KEY.test(String(after.key)))
      reject(`${path}.key`, 'must be lower-case letters, digits and hyphens.');
    for (const [index, name] of ((after.variables ?? []) as string[]).entries())
      if (!VARIABLE.test(name)) reject(`${path}.variables[${index}]`, 'must be a name in camel case.');
    return operation === 'created' ? { contentType: contentOf(record, path) } : undefined;
  },
};

/** What serves sells nothing, and what advertises is no service (F7). */
function contentOf({ purpose, contentType }: RecordChange['record'], path: string): unknown {
  if (contentType == null) return purpose === 'MARKETING' ? 'SELLING' : 'SERVICE';
  if (contentType === (purpose === 'MARKETING' ? 'SERVICE' : 'SELLING'))
    refuse(namedRules.CONTENT_AGAINST_PURPOSE, `${path}.contentType`);
  return contentType;
}

export function wordingsOf(work: Pick<UnitOfWork, 'run'>, tenantId: number): Promise<Wording[]> {
  return work.run<Wording>({
    text: 'select locale, term, scope, instead from wording_rule where tenant_id = $1 and deleted_at is null order by id',
    values: [tenantId],
  });
}

/** A version is checked before it is in force, takes the next number, and takes the place of the one before. */
const checkWords: BeforeHandler = {
  record: TemplateVersion,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const tenantId = work.context.tenant.id;
    const template = uuidOf(MessageTemplate, record.templateId);
    if (!isLocale(String(record.locale))) reject(`${path}.locale`, 'is no language, such as zh-Hant-TW.');
    const [found] = await work.run<{ purpose: MessagePurpose; variables: string[]; last: number | null }>({
      text: `
select t.purpose, t.variables, (select max(number) from template_version v
  where v.tenant_id = $1 and v.template_id = t.id and v.locale = $3) as last
from message_template t where t.tenant_id = $1 and t.id = $2 for no key update`,
      values: [tenantId, template, record.locale],
    });
    if (!found) return reject(`${path}.templateId`, 'is no template.');
    const words = {
      locale: String(record.locale),
      subject: record.subject == null ? null : String(record.subject),
      format: record.format as ContentFormat,
      body: String(record.body),
    };
    const html = await checkVersion(found, words, await wordingsOf(work, tenantId));
    await work.run({
      text: `
update template_version set current = false, version = version + 1, updated_at = now()
where tenant_id = $1 and template_id = $2 and locale = $3 and current and deleted_at is null`,
      values: [tenantId, template, record.locale],
    });
    return { html, number: (found.last ?? 0) + 1, current: true };
  },
};

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

const checkCap: BeforeHandler = {
  record: FrequencyCap,
  on: ['created', 'updated'],
  run: async ({ record, path }) => {
    if (Number(record.most) < 1)
      reject(`${path}.most`, 'must be at least 1: nobody would get anything. Withdraw consents, or use quiet hours.');
    if (Number(record.windowHours) < 1 || Number(record.windowHours) > 8_784)
      reject(`${path}.windowHours`, 'must be from 1 hour to 366 days.');
    if (record.countsInteractions === true && record.channel != null)
      reject(`${path}.countsInteractions`, 'is only for caps of all channels.');
    return undefined;
  },
};

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** What is quiet for ever is no quiet time. */
const checkQuiet: BeforeHandler = {
  record: QuietHour,
  on: ['created', 'updated', 'restored'],
  run: async ({ record, uuid, path }, work) => {
    if (!TIME.test(String(record.from))) reject(`${path}.from`, 'must be a time of day such as 21:00.');
    if (!TIME.test(String(record.until)) && record.until !== '24:00')
      reject(`${path}.until`, 'must be a time of day such as 08:00.');
    const others = await work.run<QuietStretch & { channel: string | null }>({
      text: 'select channel, weekday, "from", until from quiet_hour where tenant_id = $1 and id <> $2 and deleted_at is null',
      values: [work.context.tenant.id, uuid],
    });
    const own = {
      channel: record.channel == null ? null : String(record.channel),
      weekday: (record.weekday ?? null) as QuietStretch['weekday'],
      from: String(record.from),
      until: String(record.until),
    };
    const all = [...others, own];
    for (const channel of new Set(all.map((one) => one.channel))) {
      const concerned = all.filter((one) => one.channel == null || one.channel === channel);
      if (!everOpens(concerned))
        reject(`${path}.from`, `leaves no minute of the week in which ${channel ?? 'anything'} could be sent.`);
    }
    return undefined;
  },
};

export const messageRules: readonly BeforeHandler[] = [checkTemplate, checkWords, checkCap, checkQuiet];
