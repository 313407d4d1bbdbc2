import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  findRecords,
  ID,
  InputType,
  Int,
  Money,
  MoneyInput,
  Mutation,
  ObjectType,
  parseMinor,
  Query,
  RapportError,
  type RecordRef,
  type RequestContext,
  Resolver,
  refuse,
  reject,
} from '@rapport/sdk';
import { type Amount, amountOf } from '../common/amounts.ts';
import { rules } from '../rules.ts';
import { EstateContract } from './contract.record.ts';
import { EstateContractChange } from './contract-change.record.ts';
import { applyChange } from './contract-change.service.ts';
import { EstateInstalmentSource } from './payment.record.ts';
import { type PlannedInstalment, planOf, setPlan } from './payment-plan.ts';
import { changeContracts } from './permissions.ts';

@InputType('EstateInstalmentInput', { description: 'An instalment of a plan.' })
export class EstateInstalmentInput {
  @Field(() => String, { description: 'By when it is due, for example `2026-03-01`.' })
  dueOn!: string;

  @Field(() => MoneyInput, { description: 'How much.' })
  amount!: MoneyInput;

  @Field(() => EstateInstalmentSource, { description: 'Who pays it.', defaultValue: 'OWN' })
  source!: 'OWN' | 'LOAN';
}

@InputType('EstateOwnPartInput', { description: 'A part of what the buyer pays himself.' })
export class EstateOwnPartInput {
  @Field(() => String, { description: 'By when it is due, for example `2026-03-01`.' })
  dueOn!: string;

  @Field(() => Int, {
    description: 'How much of it, compared with the other parts: 1 and 2 are a third and two thirds.',
  })
  weight!: number;
}

@ObjectType('EstatePlannedInstalment', { description: 'An instalment as it is proposed.', simpleResolvers: true })
export class EstatePlannedInstalment {
  @Field(() => String, { description: 'By when it is due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'How much.' })
  amount!: Money;

  @Field(() => EstateInstalmentSource, { description: 'Who pays it.' })
  source!: 'OWN' | 'LOAN';
}

const plannedOf = (inputs: readonly EstateInstalmentInput[]): PlannedInstalment[] =>
  inputs.map(({ dueOn, amount: { amount, currency }, source }, index) => ({
    dueOn,
    amount: amountOf(parseMinor(amount, currency, `instalments[${index}].amount`), currency),
    source,
  }));

@Resolver()
export class PaymentResolver {
  @Query(() => [EstatePlannedInstalment], {
    description:
      'A plan of payment for a contract that adds up to the last cent: what the buyer pays himself by weight, and the loan.',
  })
  async estatePaymentPlan(
    @Arg('contractId', () => ID, { description: 'Which contract.' }) contractId: string,
    @Arg('own', () => [EstateOwnPartInput], { description: 'Parts of what the buyer pays himself.' })
    own: EstateOwnPartInput[],
    @Arg('loanDueOn', () => String, { description: 'By when the bank pays.' }) loanDueOn: string,
    @Ctx() { reader, access, catalogue }: RequestContext,
  ): Promise<EstatePlannedInstalment[]> {
    if (own.length === 0 || own.some(({ weight }) => weight < 1))
      reject('own', 'must be parts with a weight of at least 1.');
    const [contract] = await findRecords({ reader, access, catalogue }, EstateContract, {
      filter: { id: { eq: contractId } },
      fields: ['total', 'loan'],
      first: 1,
    });
    if (!contract)
      throw new RapportError('NOT_FOUND', 'contractId: there is no such EstateContract.', { field: 'contractId' });
    const { total, loan } = contract as { total: Amount; loan: Amount | null };
    return planOf(total, loan, own, loanDueOn).map((planned) => ({ ...planned, amount: { ...planned.amount } }));
  }

  @Mutation(() => EstateContract, {
    description:
      'Sets the whole plan of payment of a contract that is not signed yet. It adds up, or nothing of it is set.',
  })
  async setEstatePaymentPlan(
    @Arg('contractId', () => ID, { description: 'Which contract.' }) contractId: string,
    @Arg('instalments', () => [EstateInstalmentInput], { description: 'In their order.' })
    inputs: EstateInstalmentInput[],
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    const contract = await work.lock(EstateContract, contractId, 'contractId');
    if (contract.state !== 'DRAFT') refuse(rules.PLAN_FIXED, 'contractId', { state: contract.state });
    const { total, loan } = contract as { total: Amount; loan: Amount | null };
    await setPlan(work, contractId, { total, loan }, plannedOf(inputs));
    return work.update(EstateContract, contractId, {});
  }

  @Mutation(() => EstateContractChange, {
    description:
      'Does what an approved change of a contract says. Another unit or payment takes a new plan that adds up.',
  })
  applyEstateContractChange(
    @Arg('id', () => ID, { description: 'Which change.' }) id: string,
    @Arg('instalments', () => [EstateInstalmentInput], {
      nullable: true,
      description: 'The new plan, without what is paid.',
    })
    inputs: EstateInstalmentInput[] | null,
    @Ctx() { work, access }: CommandContext,
  ): Promise<RecordRef> {
    access.requirePermission(changeContracts);
    return applyChange(work, id, inputs && plannedOf(inputs));
  }
}
