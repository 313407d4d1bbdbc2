import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { ServiceCategory } from '../service/index.ts';

export const ArticleState = enumeration('ArticleState', 'How far an article is.', {
  DRAFT: 'Somebody writes it.',
  REVIEW: 'Somebody else looks at it.',
  PUBLISHED: 'It holds, and is suggested.',
  OUTDATED: 'It may no longer be right.',
});
export type ArticleState = EnumerationValue<typeof ArticleState>;

export const ArticleAudience = enumeration('ArticleAudience', 'Who may see an article.', {
  PUBLIC: 'Everybody, customers too.',
  INTERNAL: 'Only we: nobody with a key of self-service, and no role that reads what is public.',
});
export type ArticleAudience = EnumerationValue<typeof ArticleAudience>;

/** A problem and its solution (O4, domain model 3.7). What is published does not change: it becomes outdated first. */
@Record({
  prefix: 'kna',
  description:
    'A problem and its solution. What is published does not change: it becomes outdated, is worked over, and is published anew as the next version.',
  unique: [['title']],
  publicWhere: { audience: 'PUBLIC', state: 'PUBLISHED' },
  indexes: [
    ['state', 'reviewOn', 'id'],
    ['categoryId', '-usedCount', '-id'],
    ['authorId', '-createdAt', '-id'],
  ],
  search: { fields: { title: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      submit: { description: 'Lets somebody else look at it.', from: ['DRAFT'], to: 'REVIEW' },
      publish: {
        description: 'Finds it right, as somebody else than its author, and lets it hold until its next review.',
        from: ['REVIEW'],
        to: 'PUBLISHED',
        requires: ['reviewOn'],
      },
      outdate: {
        description: 'Finds that it may no longer be right. Done every day for articles whose review has come.',
        from: ['PUBLISHED'],
        to: 'OUTDATED',
      },
      rework: { description: 'Works it over, for another look.', from: ['OUTDATED'], to: 'REVIEW' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
    seller: { read: 'all' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'public',
      only: { read: ['title', 'problem', 'solution', 'state', 'audience', 'verifiedAt'], write: [] },
    },
  },
})
export class KnowledgeArticle extends RecordBase {
  @field.text({
    description: 'The problem in a line; unique among the articles of the tenant.',
    maxLength: 200,
    order: true,
  })
  title!: string;

  @field.longText({ description: 'How the problem shows.', maxLength: 20_000 })
  problem!: string;

  @field.longText({ description: 'What helps.', maxLength: 50_000 })
  solution!: string;

  @field.enum(ArticleState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: ArticleState;

  @field.enum(ArticleAudience, { description: 'Who may see it.', default: 'INTERNAL' })
  audience!: ArticleAudience;

  @field.date({ description: 'The day on which somebody must look at it again.', nullable: true, order: true })
  reviewOn!: string | null;

  @field.int({
    description: 'Number of the version that was published last; 0 before the first.',
    min: 0,
    default: 0,
    writable: 'never',
  })
  publishedVersion!: number;

  @field.instant({ description: 'When somebody last found it right.', nullable: true, writable: 'never' })
  verifiedAt!: string | null;

  @field.int({ description: 'How often it solved a request.', min: 0, default: 0, order: true, writable: 'never' })
  usedCount!: number;

  @belongsTo(() => User, { description: 'Who last found it right.', nullable: true, writable: 'never' })
  verifiedBy!: Ref<User> | null;

  @belongsTo(() => User, {
    description: 'Who wrote it; whoever creates it.',
    nullable: true,
    orActor: true,
    writable: 'never',
    inverse: { name: 'knowledgeArticles', description: 'Articles that the user wrote.' },
  })
  author!: Ref<User> | null;

  @belongsTo(() => ServiceCategory, {
    description: 'What it is about.',
    nullable: true,
    inverse: { name: 'articles', description: 'Problems of this category and their solutions.' },
  })
  category!: Ref<ServiceCategory> | null;
}

/** An article as it was published (O4). */
@Record({
  prefix: 'kav',
  description: 'An article as it was published once.',
  indexes: [['articleId', '-number', '-id']],
  unique: [['articleId', 'number']],
  commands: [],
  grants: {
    manager: { read: 'all' },
    seller: { read: 'all' },
    service: { read: 'all' },
    marketer: { read: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all' },
  },
})
export class KnowledgeArticleVersion extends RecordBase {
  @belongsTo(() => KnowledgeArticle, {
    description: 'The article.',
    writable: 'never',
    inverse: { name: 'versions', description: 'The article as it was published, from time to time.' },
  })
  article!: Ref<KnowledgeArticle>;

  @field.int({ description: '1 is the first.', min: 1, writable: 'never' })
  number!: number;

  @field.text({ description: 'The problem in a line.', maxLength: 200, writable: 'never' })
  title!: string;

  @field.longText({ description: 'How the problem shows.', maxLength: 20_000, writable: 'never' })
  problem!: string;

  @field.longText({ description: 'What helps.', maxLength: 50_000, writable: 'never' })
  solution!: string;

  @belongsTo(() => User, { description: 'Who found it right.', nullable: true, writable: 'never' })
  verifiedBy!: Ref<User> | null;
}
