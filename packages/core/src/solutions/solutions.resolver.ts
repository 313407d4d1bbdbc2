import {
  Arg,
  type CommandContext,
  Ctx,
  Field,
  Float,
  ID,
  Int,
  idOf,
  Mutation,
  ObjectType,
  Query,
  type RecordRef,
  type RequestContext,
  Resolver,
  ref,
} from '@rapport/sdk';
import { KnowledgeArticle } from './knowledge-article.record.ts';
import { SolutionUse } from './solution-use.record.ts';
import { noteUse, suggestArticles } from './solutions.service.ts';

@ObjectType('SuggestedTerm', { description: 'What a text and an article have in common.', simpleResolvers: true })
export class SuggestedTerm {
  @Field(() => String, { description: 'A word, or a pair of characters.' })
  term!: string;

  @Field(() => Float, { description: 'What it adds to the score: more where the article is short and the term rare.' })
  contribution!: number;
}

@ObjectType('SuggestedSolution', { description: 'An article that a text is like, and why.', simpleResolvers: true })
export class SuggestedSolution {
  @Field(() => KnowledgeArticle, { nullable: true, description: 'The article.' })
  article!: RecordRef;

  @Field(() => Float, { description: 'How much they have in common: what the terms add up to.' })
  score!: number;

  @Field(() => [SuggestedTerm], { description: 'What they have in common, the most telling first.' })
  terms!: SuggestedTerm[];
}

/** Problems and their solutions (O4). */
@Resolver()
export class SolutionsResolver {
  @Query(() => [SuggestedSolution], {
    description: 'Published articles that a text is like, the most similar first, each with the reasons.',
  })
  async suggestSolutions(
    @Arg('text', () => String, { description: 'What somebody wants: subject and description of a request.' })
    text: string,
    @Arg('first', () => Int, { defaultValue: 5, description: 'How many, at most 20.' }) first: number,
    @Ctx() context: RequestContext,
  ): Promise<SuggestedSolution[]> {
    const found = await suggestArticles(context, text, first);
    return found.map(({ article_id, score, terms }) => ({
      article: ref(KnowledgeArticle, idOf(KnowledgeArticle, article_id)),
      score,
      terms: [...terms],
    }));
  }

  @Mutation(() => SolutionUse, {
    description: 'Notes that an article solved a request, or did not. Those that did are counted.',
  })
  noteSolutionUse(
    @Arg('requestId', () => ID, { description: 'The request.' }) requestId: string,
    @Arg('articleId', () => ID, { description: 'The article.' }) articleId: string,
    @Arg('accepted', () => Boolean, { description: 'It solved the request.' }) accepted: boolean,
    @Ctx() { work }: CommandContext,
  ): Promise<RecordRef> {
    return noteUse(work, requestId, articleId, accepted);
  }
}
