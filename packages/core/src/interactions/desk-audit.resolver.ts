import {
  Arg,
  Ctx,
  DateTimeScalar,
  Field,
  Float,
  Int,
  ObjectType,
  Query,
  type RequestContext,
  Resolver,
} from '@rapport/sdk';
import { type DeskAuditRow, deskAudit } from './desk-audit.service.ts';

@ObjectType('DeskAudit', {
  description: 'How easily one question was answered at one contact desk.',
  simpleResolvers: true,
})
export class DeskAudit {
  @Field(() => String, { description: 'What was asked.' })
  question!: string;

  @Field(() => String, { nullable: true, description: 'The competitor; missing for our own desk.' })
  competitor!: string | null;

  @Field(() => Int, { description: 'How often it was asked.' })
  tests!: number;

  @Field(() => Float, { description: 'How often somebody answered, from 0 to 1.' })
  answeredRate!: number;

  @Field(() => Float, { description: 'How often the answer answered the question, from 0 to 1 of all tests.' })
  questionAnsweredRate!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Half of the answers came within so many seconds; missing where nobody answered.',
  })
  medianSecondsToAnswer!: number | null;
}

const shown = ({ answered, questionAnswered, ...row }: DeskAuditRow): DeskAudit => ({
  ...row,
  answeredRate: answered / row.tests,
  questionAnsweredRate: questionAnswered / row.tests,
});

@Resolver()
export class DeskAuditResolver {
  @Query(() => [DeskAudit], {
    description:
      'Compares how easily questions are answered at our contact desk and at those of competitors: one row for each question and desk, ours first.',
  })
  async deskAudit(
    @Arg('from', () => DateTimeScalar, { description: 'From when on.' }) from: string,
    @Arg('to', () => DateTimeScalar, { description: 'Until when; at most 1,100 days later.' }) to: string,
    @Ctx() context: RequestContext,
  ): Promise<DeskAudit[]> {
    return (await deskAudit(context, from, to)).map(shown);
  }
}
