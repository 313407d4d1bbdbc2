import {
  idOf,
  RapportError,
  type RecordRef,
  type RequestContext,
  recordTypeOf,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { ServiceRequest } from '../service/index.ts';
import { type Similar, similarArticles } from './article-terms.store.ts';
import { KnowledgeArticle } from './knowledge-article.record.ts';
import { SolutionUse } from './solution-use.record.ts';
import { termsOf } from './terms.ts';

const MAX_FIRST = 20;
const MAX_TEXT = 20_000;
/** How many suggestions a use looks for its place among. */
const RANKED = 20;

/** Published articles that a text is like, for whoever may read articles. */
export function suggestArticles(context: RequestContext, text: string, first: number): Promise<Similar[]> {
  if (!(first >= 1 && first <= MAX_FIRST)) reject('first', `must be from 1 to ${MAX_FIRST}.`);
  if (text.length > MAX_TEXT) reject('text', `must have at most ${MAX_TEXT} characters.`);
  context.access.require(recordTypeOf(KnowledgeArticle), 'read');
  return similarArticles(context, [...termsOf(text).keys()], first);
}

/** Notes that an article solved a request, or did not. One that did is counted; saying it anew takes the place of what was said. */
export async function noteUse(
  work: UnitOfWork,
  requestId: string,
  articleId: string,
  accepted: boolean,
): Promise<RecordRef> {
  const request = await work.lock(ServiceRequest, requestId, 'requestId');
  const article = await work.unlimited.lock(KnowledgeArticle, articleId, 'articleId');
  if (article.state !== 'PUBLISHED')
    throw new RapportError(
      'TRANSITION_REFUSED',
      `This KnowledgeArticle is ${String(article.state)}: only what is published is used.`,
      {
        field: 'articleId',
        state: article.state,
        allowed: [],
      },
    );
  const [known] = await work.unlimited.find(SolutionUse, {
    filter: { requestId: { eq: requestId }, articleId: { eq: articleId } },
    fields: ['id', 'accepted'],
    first: 1,
  });
  const gained = Number(accepted) - Number(known?.accepted === true);
  if (gained !== 0)
    await work.unlimited.update(
      KnowledgeArticle,
      articleId,
      {},
      { kept: { usedCount: Number(article.usedCount) + gained } },
    );
  if (known) return work.update(SolutionUse, String(known.id), {}, { kept: { accepted } });
  const rank = await rankOf(work, [request.subject, request.description].join('\n'), articleId);
  return work.create(SolutionUse, {}, 'input', { requestId, articleId, accepted, rank });
}

async function rankOf(work: UnitOfWork, text: string, articleId: string): Promise<number | null> {
  const terms = [...termsOf(text).keys()];
  const found = await similarArticles({ ...work.context, reader: work }, terms, RANKED);
  const place = found.findIndex(({ article_id }) => article_id === uuidOf(KnowledgeArticle, articleId));
  return place < 0 ? null : place + 1;
}

/** Articles whose review has come may no longer be right. */
export async function outdateArticles(work: UnitOfWork, today: string): Promise<void> {
  const due = await work.run<{ id: string }>({
    text: `
select id from knowledge_article
where tenant_id = $1 and state = 'PUBLISHED' and review_on <= $2::date and deleted_at is null order by review_on, id limit 1000`,
    values: [work.context.tenant.id, today],
  });
  for (const { id } of due)
    await work.transition(KnowledgeArticle, idOf(KnowledgeArticle, id), {
      transition: 'outdate',
      reason: 'Its review has come.',
    });
}
