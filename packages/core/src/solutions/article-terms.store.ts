import { matchingStatement, readCondition, type UnitOfWork } from '@rapport/sdk';
import { weightsOf } from './terms.ts';

/** What an article says of itself counts more where it names the problem. */
const indexed = ({ title, problem, solution }: Readonly<Record<string, unknown>>): string =>
  [title, title, problem, problem, solution].join('\n');

/** Lets a published article be found by its terms; one that is not is found no more. */
export async function keepTerms(
  work: UnitOfWork,
  uuid: string,
  article: Readonly<Record<string, unknown>> | null,
): Promise<void> {
  const tenantId = work.context.tenant.id;
  await work.run({
    text: 'delete from article_term where tenant_id = $1 and article_id = $2',
    values: [tenantId, uuid],
  });
  if (article === null) return;
  await work.run({
    text: `
insert into article_term (tenant_id, term, article_id, weight)
select $1, t.term, $2, t.weight from jsonb_to_recordset($3) t(term text, weight real)`,
    values: [tenantId, uuid, JSON.stringify(weightsOf(indexed(article)))],
  });
}

export interface Similar {
  readonly article_id: string;
  readonly score: number;
  readonly terms: readonly { readonly term: string; readonly contribution: number }[];
}

/** Whoever asks, with his rights: what he does not see is neither found nor counted. */
type Asker = Pick<UnitOfWork['context'], 'tenant' | 'access' | 'composition'> & {
  readonly reader: Pick<UnitOfWork, 'run'>;
};

/**
 * Published articles that share terms with a text, the most similar first. A term contributes its weight in the article by
 * how rare it is: the logarithm of all articles over those that have it.
 */
export function similarArticles(asker: Asker, terms: readonly string[], first: number): Promise<Similar[]> {
  const published = readCondition(asker, 'KnowledgeArticle', { state: { eq: 'PUBLISHED' } }, 'text');
  return asker.reader.run<Similar>(
    matchingStatement(
      published,
      asker,
      ({ ids, parameter }) => `
with seen as materialized (${ids()}),
found as (
  select t.article_id, t.term, t.weight, count(*) over (partition by t.term) as articles
  from unnest(${parameter(terms, 'text[]')}) asked(term)
  join article_term t on t.tenant_id = $1 and t.term = asked.term
  join seen on seen.id = t.article_id),
contributions as (
  select f.article_id, f.term, f.weight * ln(1 + (select count(*) from seen)::float8 / f.articles) as contribution
  from found f)
select c.article_id, round(sum(c.contribution)::numeric, 4)::float8 as score,
  jsonb_agg(jsonb_build_object('term', c.term, 'contribution', round(c.contribution::numeric, 4)) order by c.contribution desc, c.term) as terms
from contributions c
group by c.article_id order by score desc, c.article_id limit ${parameter(first, 'int')}`,
    ),
  );
}
