import {
  Arg,
  type CommandContext,
  Computed,
  Ctx,
  DateTimeScalar,
  Field,
  findRecords,
  ID,
  InputType,
  JsonScalar,
  Mutation,
  ObjectType,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  Root,
  readSettings,
  ref,
  reject,
  uuidOf,
} from '@rapport/sdk';
import { ContactChannel, Customer } from '../customers/index.ts';
import { RuleVerdict, trailOf } from './decision/decision-trail.ts';
import { publicLink } from './delivery/links.ts';
import { readMailboxReport } from './delivery/mailbox-report.ts';
import { noteReport } from './delivery/reports.ts';
import { reportsKey } from './delivery/routes.ts';
import { Message } from './message.record.ts';
import { cancelMessage, explainSend, sendMessage } from './message.service.ts';
import { MessagePurpose, SendRule } from './message-terms.ts';
import { reporting, sending } from './permissions.ts';
import { messageSettings } from './settings.ts';

@InputType('SendMessageInput', { description: 'A message to one customer.' })
export class SendMessageInput {
  @Field(() => ID, { description: 'To whom.' })
  customerId!: string;

  @Field(() => String, { description: 'Key of the template.' })
  template!: string;

  @Field(() => String, { description: 'A text that this message alone has: with the same one, nothing is sent twice.' })
  key!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Values for the template, by name.' })
  variables?: unknown;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From then on it is no longer worth sending.' })
  expiresAt?: unknown;
}

@ObjectType('ChannelVerdict', {
  description: 'Whether a message through one channel would be sent now.',
  simpleResolvers: true,
})
export class ChannelVerdict {
  @Field(() => ContactChannel, { description: 'The channel.' })
  channel!: ContactChannel;

  @Field(() => Boolean, { description: 'It would: all rules hold.' })
  wouldSend!: boolean;

  @Field(() => SendRule, { nullable: true, description: 'The first rule that stands against it.' })
  refusedBy!: SendRule | null;

  @Field(() => [RuleVerdict], { description: 'What every rule says.' })
  rules!: RuleVerdict[];
}

const CHANNELS: readonly ContactChannel[] = ['EMAIL', 'MOBILE', 'LINE', 'WECHAT', 'QQ', 'POSTAL'];

@Resolver(() => Message)
export class MessageResolver {
  @Computed(() => [RuleVerdict], {
    description: 'Every rule that was asked, in its order; the one that does not hold refused the message.',
    needs: ['purpose', 'refusedBy', 'facts'],
  })
  decisionTrail(@Root() { purpose, refusedBy, facts }: Message): RuleVerdict[] {
    return trailOf(purpose, refusedBy, facts);
  }

  @Query(() => [ChannelVerdict], {
    description:
      'What would become of a message to a customer now, channel by channel; those that he prefers come first. Nothing is written.',
  })
  async explainSend(
    @Arg('customerId', () => ID, { description: 'The customer.' }) customerId: string,
    @Arg('purpose', () => MessagePurpose, { description: 'What the message is for.' }) purpose: MessagePurpose,
    @Ctx() context: RequestContext,
  ): Promise<ChannelVerdict[]> {
    const { access, catalogue, reader, tenant } = context;
    access.require(catalogue.typeOf(Message), 'read');
    await assertSeen(context, customerId);
    const customer = uuidOf(Customer, customerId, 'customerId');
    const { timeZone: defaultZone } = await readSettings(context, messageSettings);
    const verdicts: ChannelVerdict[] = [];
    for (const channel of CHANNELS) {
      const rules = await explainSend(reader, tenant.id, { customer, channel, purpose, defaultZone });
      const refusedBy = rules.find(({ holds }) => !holds)?.rule ?? null;
      verdicts.push({ channel, rules, refusedBy, wouldSend: refusedBy === null });
    }
    const liked = await preferredChannels(reader, tenant.id, customer);
    const rank = ({ channel, wouldSend }: ChannelVerdict) =>
      (wouldSend ? 0 : 100) + (liked.includes(channel) ? liked.indexOf(channel) : 50);
    return verdicts.sort((a, b) => rank(a) - rank(b));
  }

  @Mutation(() => Message, {
    description:
      'Decides about a message by all rules, and queues it; or writes down which rule refused it. The answer says which.',
  })
  async sendMessage(
    @Arg('input', () => SendMessageInput, { description: 'The message.' }) input: SendMessageInput,
    @Ctx() context: CommandContext,
  ): Promise<RecordRef> {
    context.access.requirePermission(sending);
    const { timeZone } = await readSettings(context, messageSettings);
    const expiresAt = input.expiresAt == null ? null : new Date(String(input.expiresAt));
    const sent = await sendMessage(context.work, { ...input, key: `api/${input.key}`, expiresAt }, timeZone);
    return ref(Message, sent.id);
  }

  @Query(() => String, {
    description:
      'Address to which whoever delivers posts reports: `[{ "id": "...", "kind": "HARD_BOUNCE" }]`, at most 500. Whoever has it may, so keep it.',
  })
  async deliveryReportUrl(@Ctx() context: RequestContext): Promise<string> {
    context.access.requirePermission(reporting);
    const { publicUrl } = await readSettings(context, messageSettings);
    if (publicUrl === null) reject('publicUrl', 'is not set: an administrator sets it for the plugin messages.');
    return publicLink(publicUrl, 'reports', { key: reportsKey(context.secrets, context.tenant.id) });
  }

  @Mutation(() => Boolean, {
    description:
      'Takes a mail that came back: a report of a mail server about a message that was not delivered (RFC 3464), or of a complaint (RFC 5965). False where it is neither, or about no message of ours.',
  })
  async reportMailboxMessage(
    @Arg('raw', () => String, { description: 'The mail as it came, with all its headers.' }) raw: string,
    @Ctx() { work, access }: CommandContext,
  ): Promise<boolean> {
    access.requirePermission(reporting);
    const report = readMailboxReport(raw);
    return report !== undefined && noteReport(work, report);
  }

  @Mutation(() => Message, { description: 'Calls a message off that was not sent yet.' })
  cancelMessage(
    @Arg('id', () => ID, { description: 'The message.' }) id: string,
    @Ctx() { work, access }: CommandContext,
  ): Promise<RecordRef> {
    access.requirePermission(sending);
    return cancelMessage(work, id);
  }
}

async function assertSeen({ reader, access, catalogue }: RequestContext, customerId: string): Promise<void> {
  const found = await findRecords({ reader, access, catalogue }, Customer, {
    filter: { id: { eq: customerId } },
    fields: ['id'],
  });
  if (found.length === 0)
    throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
}

/** Channels that he likes, those that he stated first (F1). */
async function preferredChannels(
  reader: RequestContext['reader'],
  tenantId: number,
  customer: string,
): Promise<string[]> {
  const rows = await reader.run<{ channel: string }>({
    text: `
select channel from contact_preference
where tenant_id = $1 and customer_id = $2 and wanted and effective and channel <> 'ANY' and deleted_at is null
order by basis = 'LEARNED', created_at desc`,
    values: [tenantId, customer],
  });
  return rows.map(({ channel }) => channel);
}
