import { definePlugin } from '@rapport/sdk';
import { KnowledgeArticle, KnowledgeArticleVersion } from './knowledge-article.record.ts';
import { knowledgeArticleRules } from './knowledge-article.rules.ts';
import { createSolutions } from './migrations/0001-create-solutions.ts';
import { SolutionUse } from './solution-use.record.ts';
import { SolutionsResolver } from './solutions.resolver.ts';
import { outdateArticles } from './solutions.service.ts';

export {
  ArticleAudience,
  ArticleState,
  KnowledgeArticle,
  KnowledgeArticleVersion,
} from './knowledge-article.record.ts';
export { SolutionUse } from './solution-use.record.ts';

export const solutionsPlugin = definePlugin({
  id: 'solutions',
  version: '0.1.0',
  requires: ['service'],
  rights: { ServiceRequest: { read: 'all' } },
  records: [KnowledgeArticle, KnowledgeArticleVersion, SolutionUse],
  resolvers: [SolutionsResolver],
  migrations: [createSolutions],
  before: knowledgeArticleRules,
  jobs: [
    {
      id: 'outdate-articles',
      cron: '30 1 * * *',
      catchUp: 'once',
      run: ({ transaction, dueAt }) => transaction((work) => outdateArticles(work, dueAt.toISOString().slice(0, 10))),
    },
  ],
});
