import type { MutationResolvers, Resolvers } from '../generated.ts';
import { answerQuestion } from '../operations/questions/answer-question.ts';
import { askQuestion } from '../operations/questions/ask-question.ts';
import { deleteQuestion } from '../operations/questions/delete-question.ts';
import { goneOf, readAgain } from './payload.ts';

export const questionMutations: Pick<MutationResolvers, 'askQuestion' | 'answerQuestion' | 'deleteQuestion'> = {
  askQuestion: async (_, { input }, context) =>
    readAgain('question', context.questions, await askQuestion(context, input)),
  answerQuestion: async (_, { input }, context) =>
    readAgain('question', context.questions, await answerQuestion(context, input)),
  deleteQuestion: async (_, { input }, context) => goneOf('questionId', await deleteQuestion(context, input)),
};

export const questionEntities: Pick<Resolvers, 'ProjectQuestion'> = {
  ProjectQuestion: {
    __resolveReference: ({ id }, { questions }) => questions.load(id),
    project: ({ projectId }, _, { projects }) => projects.load(projectId),
    author: ({ authorId }) => ({ id: authorId }),
  },
};
