import {
  type BeforeHandler,
  idOf,
  RapportError,
  type RecordChange,
  type RecordInput,
  type UnitOfWork,
} from '@rapport/sdk';
import { keepTerms } from './article-terms.store.ts';
import { KnowledgeArticle, KnowledgeArticleVersion } from './knowledge-article.record.ts';

const CONTENT = ['title', 'problem', 'solution', 'audience'];

interface Published {
  readonly uuid: string;
  readonly version: Readonly<Record<string, unknown>>;
}

const keepVersions = async (work: UnitOfWork, published: readonly Published[]): Promise<void> => {
  for (const { uuid, version } of published) {
    await work.unlimited.create(KnowledgeArticleVersion, {}, 'input', {
      ...version,
      articleId: idOf(KnowledgeArticle, uuid),
    });
    await keepTerms(work, uuid, version);
  }
};

/** Two see what is published: whoever wrote it, and whoever found it right (O4). */
function publish({ record, uuid }: RecordChange, work: UnitOfWork): RecordInput {
  const { userId = null } = work.context.access.actor;
  if (userId !== null && record.authorId === userId)
    throw new RapportError('FORBIDDEN', 'Somebody else than its author publishes a KnowledgeArticle.', {
      field: 'id',
      recordType: 'KnowledgeArticle',
    });
  const number = Number(record.publishedVersion) + 1;
  const { title, problem, solution } = record;
  work.afterWrite(keepVersions, { uuid, version: { number, title, problem, solution, verifiedById: userId } });
  return { publishedVersion: number, verifiedAt: new Date().toISOString(), verifiedById: userId };
}

const keepArticle: BeforeHandler = {
  record: KnowledgeArticle,
  on: ['updated'],
  run: async (change, work) => {
    const { transition, record, after, uuid } = change;
    if (transition?.name === 'publish') return publish(change, work);
    if (transition?.name === 'outdate') await keepTerms(work, uuid, null);
    const isFixed = record.state === 'PUBLISHED' || record.state === 'OUTDATED';
    if (!transition && isFixed && CONTENT.some((name) => after[name] !== undefined))
      throw new RapportError(
        'TRANSITION_REFUSED',
        `This KnowledgeArticle is ${String(record.state)}: rework it first.`,
        {
          field: 'id',
          state: record.state,
          allowed: record.state === 'PUBLISHED' ? ['outdate'] : ['rework'],
        },
      );
    return undefined;
  },
};

export const knowledgeArticleRules: readonly BeforeHandler[] = [keepArticle];
