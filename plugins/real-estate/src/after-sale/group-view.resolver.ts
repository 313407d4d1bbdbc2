import { Consent, Customer } from '@rapport/core';
import {
  Arg,
  Ctx,
  DateScalar,
  Field,
  findRecords,
  ID,
  Int,
  Money,
  ObjectType,
  Query,
  RapportError,
  type RequestContext,
  Resolver,
  refuse,
  uuidOf,
} from '@rapport/sdk';
import { amountOf } from '../common/amounts.ts';
import { readRows } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateGroupBusiness } from './club.record.ts';

@ObjectType('EstateGroupShare', {
  description: 'What a customer is to a business of the group.',
  simpleResolvers: true,
})
export class EstateGroupShare {
  @Field(() => EstateGroupBusiness, { description: 'Which business.' })
  business!: EstateGroupBusiness;

  @Field(() => Int, { description: 'How often he was there.' })
  visits!: number;

  @Field(() => Money, { nullable: true, description: 'What he spent there.' })
  spent!: Money | null;

  @Field(() => DateScalar, { nullable: true, description: 'When he was last there.' })
  lastOn!: string | null;
}

interface Row {
  readonly business: EstateGroupBusiness;
  readonly visits: number;
  readonly minor: string | null;
  readonly currency: string | null;
  readonly last_on: string | null;
}

/** Partner of a consent to share with every business of the group. */
const WHOLE_GROUP = 'GROUP';

/** The businesses with which he agreed to share. */
async function sharedWith(
  { reader, access, catalogue }: RequestContext,
  customerId: string,
): Promise<readonly string[] | 'all'> {
  const now = new Date().toISOString();
  const consents = await findRecords({ reader: reader, access, catalogue }, Consent, {
    filter: {
      customerId: { eq: customerId },
      purpose: { eq: 'SHARING' },
      state: { eq: 'GRANTED' },
      or: [{ expiresAt: { isNull: true } }, { expiresAt: { gt: now } }],
    },
    fields: ['partner'],
    first: 50,
  });
  const partners = consents.map(({ partner }) => String(partner));
  return partners.includes(WHOLE_GROUP) ? 'all' : partners;
}

@Resolver()
export class GroupViewResolver {
  @Query(() => [EstateGroupShare], {
    description:
      'What a customer is to the businesses of the group, as far as he agreed: by consents of the purpose SHARING whose partner is the business (`HOTEL`), or `GROUP` for all of them.',
  })
  async estateGroupView(
    @Arg('customerId', () => ID, { description: 'Who.' }) customerId: string,
    @Ctx() context: RequestContext,
  ): Promise<EstateGroupShare[]> {
    const { reader, access, catalogue } = context;
    const [seen] = await findRecords({ reader, access, catalogue }, Customer, {
      filter: { id: { eq: customerId } },
      fields: ['id'],
      first: 1,
    });
    if (!seen) throw new RapportError('NOT_FOUND', 'customerId: there is no such Customer.', { field: 'customerId' });
    const shared = await sharedWith(context, customerId);
    if (shared !== 'all' && shared.length === 0) refuse(rules.CONSENT_MISSING, 'customerId');
    const rows = await readRows<Row>(
      context,
      `select business, visits, spent_amount::text as minor, spent_currency as currency, last_on::text
       from estate_group_relation where tenant_id = $1 and customer_id = $2 and deleted_at is null
       and ($3::text[] is null or business = any($3)) order by business`,
      [uuidOf(Customer, customerId), shared === 'all' ? null : shared],
    );
    return rows.map(({ business, visits, minor, currency, last_on }) => ({
      business,
      visits,
      spent: minor === null || currency === null ? null : amountOf(BigInt(minor), currency),
      lastOn: last_on,
    }));
  }
}
