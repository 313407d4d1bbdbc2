import { DateTimeScalar, Field, InputType, ObjectType } from '@rapport/sdk';

@ObjectType('DeviceReport', { description: 'What the device of a technician says of a step.', simpleResolvers: true })
export class DeviceReport {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it happened by its clock, which may be wrong.' })
  at!: string | null;

  @Field(() => String, { nullable: true, description: 'Its key: the step takes effect once.' })
  key!: string | null;
}

@InputType('DeviceReportInput', { description: 'What the device of a technician says of a step.' })
export class DeviceReportInput {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it happened by its clock, which may be wrong.' })
  at?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its key, of at most 100 characters: the step takes effect once.',
  })
  key?: string | null;
}
