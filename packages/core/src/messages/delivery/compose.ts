import { type SecretBox, type UnitOfWork } from '@rapport/sdk';
import type { ContactChannel } from '../../customers/index.ts';
import { customerFields } from '../content/check-version.ts';
import {
  forbiddenWord,
  invalid,
  type RenderedMessage,
  renderMessage,
  type Wording,
} from '../content/render-message.ts';
import type { MessagePurpose } from '../message-terms.ts';
import type { ContentFormat } from '../template-version.record.ts';
import { linkToken, publicLink, targetSignature } from './links.ts';
import type { OutgoingMessage } from './provider.ts';

/** A message that is being sent, with all that it is made of. */
export interface LoadedMessage {
  readonly id: string;
  readonly customerId: string;
  readonly channel: ContactChannel;
  readonly purpose: MessagePurpose;
  readonly tries: number;
  readonly variables: Readonly<Record<string, unknown>> | null;
  /** Message-IDs of mails that it goes on with, the nearest last. */
  readonly answers: readonly string[] | null;
  readonly to: string;
  readonly customer: Readonly<Record<string, unknown>>;
  /** Null where the template has no version. */
  readonly versionId: string | null;
  readonly locale: string;
  readonly subject: string | null;
  readonly format: ContentFormat;
  readonly body: string;
  readonly html: string | null;
  /** He agreed that we look what he opens and follows. */
  readonly tracked: boolean;
}

/** Messages with their customers, and the words in the language that is nearest to theirs. */
export function loadMessages(work: UnitOfWork, ids: readonly string[]): Promise<LoadedMessage[]> {
  const json = customerFields.map((name) => `'${name}', cu.${snake(name)}`).join(', ');
  return work.run<LoadedMessage>({
    text: `
select m.id, m.customer_id as "customerId", m.channel, m.purpose, m.tries, m.variables, m.answers, p.value as "to",
  jsonb_build_object(${json}) as customer, v.id as "versionId", v.locale, v.subject, v.format, v.body, v.html,
  exists (select 1 from consent k where k.tenant_id = $1 and k.customer_id = m.customer_id and k.purpose = 'PROFILING'
    and k.state = 'GRANTED' and (k.expires_at is null or k.expires_at > now()) and (k.channel is null or k.channel = m.channel)
    and k.contact_point_id is null and k.deleted_at is null)
  and not exists (select 1 from consent k where k.tenant_id = $1 and k.customer_id = m.customer_id and k.purpose = 'PROFILING'
    and k.state = 'WITHDRAWN' and k.deleted_at is null) as tracked
from message m
join customer cu on cu.tenant_id = $1 and cu.id = m.customer_id
join contact_point p on p.tenant_id = $1 and p.id = m.contact_point_id
left join lateral (
  select t.* from template_version t
  where t.tenant_id = $1 and t.template_id = m.template_id and t.current and t.deleted_at is null
  order by t.locale = cu.language desc nulls last, split_part(t.locale, '-', 1) = split_part(cu.language, '-', 1) desc nulls last,
    t.created_at, t.id limit 1) v on true
where m.tenant_id = $1 and m.id = any($2::uuid[]) and m.state = 'SENDING'`,
    values: [work.context.tenant.id, ids],
  });
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface Composer {
  readonly tenantId: number;
  readonly secrets: SecretBox;
  readonly publicUrl: string | null;
  readonly wordings: readonly Wording[];
}

/** What goes out. Throws TEMPLATE_INVALID where it cannot be written, or must not be. */
export function composeMessage(message: LoadedMessage, composer: Composer): OutgoingMessage {
  if (message.versionId === null) throw invalid('template', 'has no version.');
  const { publicUrl, secrets, tenantId, wordings } = composer;
  const token = publicUrl === null ? undefined : linkToken(secrets, { tenantId, message: message.id });
  const link = (route: string) =>
    publicUrl === null || token === undefined ? {} : { [route]: publicLink(publicUrl, route, { t: token }) };
  const links: { unsubscribe?: string; preferences?: string } = { ...link('unsubscribe'), ...link('preferences') };
  const rendered = renderMessage(message, { customer: message.customer, values: message.variables ?? {}, links });
  checkWords(message, rendered, wordings);
  const { unsubscribe } = links;
  return {
    id: message.id,
    channel: message.channel,
    to: message.to,
    ...rendered,
    html:
      rendered.html && message.tracked && publicUrl !== null && token
        ? track(rendered.html, publicUrl, token, secrets)
        : rendered.html,
    headers: {
      ...threadHeaders(message.answers ?? []),
      ...(message.purpose === 'MARKETING' && unsubscribe
        ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
        : {}),
    },
  };
}

/** By these mail programs show it beside what it answers. */
function threadHeaders(answers: readonly string[]): Record<string, string> {
  const nearest = answers.at(-1);
  if (nearest === undefined) return {};
  return { 'In-Reply-To': `<${nearest}>`, References: answers.map((id) => `<${id}>`).join(' ') };
}

/** Words may have been forbidden since the version was written, and values bring words of their own. */
function checkWords(
  { purpose, locale, customer }: LoadedMessage,
  { subject, text }: RenderedMessage,
  wordings: readonly Wording[],
): void {
  const found = forbiddenWord(`${subject ?? ''}\n${text}`, locale, wordings, [
    'EVERYWHERE',
    ...(purpose === 'SERVICE' ? ['SERVICE' as const] : []),
    ...(customer.name ? ['WHEN_NAME_KNOWN' as const] : []),
  ]);
  if (found) throw invalid('body', `"${found.term}" is not written to customers.`);
}

/** Lets links lead by way of us, and adds a picture that tells of the opening. */
function track(html: string, publicUrl: string, token: string, secrets: SecretBox): string {
  const own = publicLink(publicUrl, '', {});
  const linked = html.replace(/(<a\s[^>]*?href=")(https?:[^"]+)"/gi, (whole, before: string, url: string) => {
    const target = url.replaceAll('&amp;', '&');
    if (target.startsWith(own)) return whole;
    const by = publicLink(publicUrl, 'click', { t: token, u: target, s: targetSignature(secrets, token, target) });
    return `${before}${by.replaceAll('&', '&amp;')}"`;
  });
  const picture = `<img src="${publicLink(publicUrl, 'open', { t: token })}" width="1" height="1" alt="">`;
  return linked.includes('</body>') ? linked.replace('</body>', `${picture}</body>`) : linked + picture;
}
