import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { ServiceRequest } from '../service/index.ts';
import { KnowledgeArticle } from './knowledge-article.record.ts';

/** What became of an article for a request: it solved it, or it did not (O4). */
@Record({
  prefix: 'sou',
  description:
    'What became of an article for a request: it solved it, or not. `solutionUseStats` by `rank` and `accepted` tells how good suggestions are.',
  ownership: { through: 'request' },
  indexes: [
    ['requestId', '-createdAt', '-id'],
    ['articleId', '-createdAt', '-id'],
    ['rank', 'accepted', 'id'],
  ],
  unique: [['requestId', 'articleId']],
  commands: [],
  grants: {
    manager: { read: 'all', create: 'all', update: 'all' },
    seller: { read: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    analyst: { read: 'all' },
    automation: { read: 'all', create: 'all', update: 'all' },
  },
})
export class SolutionUse extends RecordBase {
  @belongsTo(() => ServiceRequest, {
    description: 'The request.',
    writable: 'never',
    inverse: { name: 'solutionUses', description: 'Articles that were tried on it.' },
  })
  request!: Ref<ServiceRequest>;

  @belongsTo(() => KnowledgeArticle, {
    description: 'The article.',
    writable: 'never',
    inverse: { name: 'uses', description: 'Requests on which it was tried.' },
  })
  article!: Ref<KnowledgeArticle>;

  @field.boolean({ description: 'It solved the request.', writable: 'never' })
  accepted!: boolean;

  @field.int({
    description:
      'Its place among the suggestions for the request at that moment, from 1; missing when it was found otherwise.',
    min: 1,
    nullable: true,
    writable: 'never',
  })
  rank!: number | null;

  @belongsTo(() => User, { description: 'Who tried it.', nullable: true, orActor: true, writable: 'never' })
  user!: Ref<User> | null;
}
