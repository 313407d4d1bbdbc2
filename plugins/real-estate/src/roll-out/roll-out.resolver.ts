import {
  type BeforeHandler,
  Ctx,
  enumeration,
  Field,
  idOf,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  recordTypeOf,
  ref,
  reject,
} from '@rapport/sdk';
import { readRows } from '../common/rows.ts';
import { EstateRollOutCheck } from './check.record.ts';
import { type RollOutKind, rollOutChecklist } from './checklist.ts';

export const EstateRollOutKind = enumeration('EstateRollOutKind', 'What a point of the checklist is.', {
  MISCONCEPTION: 'What many get wrong.',
  STRATEGY: 'How to go about it.',
  KEY_POINT: 'What it depends on.',
});

@ObjectType('EstateRollOutPoint', { description: 'A point of the checklist for the roll-out.', simpleResolvers: true })
export class EstateRollOutPoint {
  @Field(() => String, { description: 'Its key.' })
  key!: string;

  @Field(() => EstateRollOutKind, { description: 'What it is.' })
  kind!: RollOutKind;

  @Field(() => String, { description: 'What it says.' })
  text!: string;

  @Field(() => String, { description: 'How one sees that it is settled.' })
  evidence!: string;

  @Field(() => EstateRollOutCheck, { nullable: true, description: 'That it is settled; missing while it is not.' })
  check!: RecordRef | null;
}

@Resolver()
export class RollOutResolver {
  @Query(() => [EstateRollOutPoint], { description: 'The checklist for the roll-out, and what of it is settled.' })
  async estateRollOut(@Ctx() context: RequestContext): Promise<EstateRollOutPoint[]> {
    context.access.require(recordTypeOf(EstateRollOutCheck), 'read');
    const rows = await readRows<{ point: string; id: string }>(
      context,
      'select point, id from estate_roll_out_check where tenant_id = $1 and deleted_at is null',
      [],
    );
    const checks = new Map(rows.map(({ point, id }) => [point, ref(EstateRollOutCheck, idOf(EstateRollOutCheck, id))]));
    return rollOutChecklist.map((item) => ({ ...item, check: checks.get(item.key) ?? null }));
  }
}

/** Only what stands on the list can be settled. */
export const rollOutRules: readonly BeforeHandler[] = [
  {
    record: EstateRollOutCheck,
    on: ['created'],
    run: async ({ record, path }) => {
      if (!rollOutChecklist.some(({ key }) => key === record.point))
        reject(`${path}.point`, `must be one of ${rollOutChecklist.map(({ key }) => key).join(', ')}.`);
      return undefined;
    },
  },
];
