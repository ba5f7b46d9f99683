import { expect, test } from '@jest/globals';
import { BEN, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { deleteQuestion } from './delete-question.ts';

test.each<[string | null, string]>([
  ['usr_ada', 'ok'],
  [BEN.viewerId, 'ok'],
  ['usr_cleo', 'NotPermitted questionId'],
])('%s deletes a question of Ben about a project of Ada: %s', async (viewerId, refusal) => {
  const world = createWorld({ caller: { viewerId } });
  expect(refusalIn(await deleteQuestion(world.context, { questionId: 'pqn_1' }))).toBe(refusal);
  expect(world.store.deleteQuestion).toHaveBeenCalledTimes(refusal === 'ok' ? 1 : 0);
});

test('what is not there is not deleted', async () => {
  expect(refusalIn(await deleteQuestion(createWorld({ questions: [] }).context, { questionId: 'pqn_1' }))).toBe(
    'NotFound questionId',
  );
});
