import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  ID,
  Mutation,
  ObjectType,
  type RecordRef,
  Resolver,
  readSettings,
} from '@rapport/sdk';
import { Message, messageSettings, SendRule, sending } from '../messages/index.ts';
import { SurveyInvitation } from '../surveys/index.ts';
import { type MailedInvitation as Mailed, mailInvitations } from './mail-surveys.service.ts';

@ObjectType('MailedInvitation', { description: 'What became of the message of an invitation.', simpleResolvers: true })
export class MailedInvitation {
  @Field(() => SurveyInvitation, { nullable: true, description: 'The invitation: sent, or planned as before.' })
  invitation!: RecordRef;

  @Field(() => Message, { nullable: true, description: 'The message.' })
  message!: RecordRef;

  @Field(() => SendRule, { nullable: true, description: 'The rule that refused it; null when it is on its way.' })
  refusedBy!: SendRule | null;
}

@Resolver()
export class MailSurveysResolver {
  @Mutation(() => [MailedInvitation], {
    description:
      'Invites customers to a survey by messages, which the rules of messages decide about: whoever must not be written to stays planned. The template takes `survey`, its name, and `invitation`, its id. It needs the permission messages.send.',
  })
  async mailSurveyInvitations(
    @Arg('invitationIds', () => [ID], { description: 'Planned invitations, at most 100.' }) invitationIds: string[],
    @Arg('template', () => String, { description: 'Key of the template.' }) template: string,
    @Ctx() context: CommandContext,
  ): Promise<Mailed[]> {
    context.access.requirePermission(sending);
    const { timeZone } = await readSettings(context, messageSettings);
    return mailInvitations(context.work, invitationIds, template, timeZone);
  }
}
