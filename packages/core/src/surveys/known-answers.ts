import { type RequestContext, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import type { QuestionRow } from './survey-questions.ts';

type Runner = Pick<RequestContext['reader'], 'run'>;

/** Attributes that are fields of the customer himself; all others are profile values. */
const FIELDS = {
  occupation: 'c.occupation',
  region: 'c.region',
  language: 'c.language',
  gender: 'c.gender',
  maritalStatus: 'c.marital_status',
  birthDate: 'c.birth_date::text',
  industry: 'c.industry',
} as const;

/** What is known of a customer already, by id of the question that would ask for it (iM5, B18). */
export async function knownAnswers(
  runner: Runner,
  tenantId: number,
  customerId: string,
  questions: readonly QuestionRow[],
): Promise<Map<string, string>> {
  const asking = questions.filter(({ attribute }) => attribute !== null);
  if (asking.length === 0) return new Map();
  const fields = Object.entries(FIELDS).map(([attribute, column]) => `('${attribute}', ${column})`);
  const rows = await runner.run<{ attribute: string; value: string }>({
    text: `
select v.attribute, v.value, 1 as place from customer c cross join lateral (values ${fields.join(', ')}) v(attribute, value)
where c.tenant_id = $1 and c.id = $2 and v.value is not null and v.attribute = any($3)
union all
(select distinct on (attribute) attribute, value, 0 from profile_value
 where tenant_id = $1 and customer_id = $2 and attribute = any($3) and state in ('UNVERIFIED', 'VERIFIED')
   and (valid_until is null or valid_until > current_date) and deleted_at is null
 order by attribute, created_at desc, id desc)
order by place`,
    values: [tenantId, uuidOf(Customer, customerId), asking.map(({ attribute }) => attribute)],
  });
  const values = new Map(rows.map(({ attribute, value }) => [attribute, value]));
  return new Map(
    asking.flatMap(({ id, attribute, choices }) => {
      const value = values.get(String(attribute));
      // A value that is none of the choices is no answer to the question.
      return value === undefined || (choices.length > 0 && !choices.includes(value)) ? [] : [[id, value] as const];
    }),
  );
}
