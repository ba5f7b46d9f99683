import { expect, jest, test } from '@jest/globals';
import { BEN, createWorld, refusalIn } from '../../fixtures/operation-world.ts';
import { answerQuestion } from './answer-question.ts';

const answer = (world: { context: never }, text = 'In May.') =>
  answerQuestion(world.context, { questionId: 'pqn_1', text });

test('who asked is notified of the first answer, and not of a change', async () => {
  const first = createWorld();
  expect(refusalIn(await answer(first))).toBe('ok');
  expect(first.published()).toMatchObject([['projects.question-answered', { authorId: 'usr_ben' }]]);
  const second = createWorld({ store: { answerQuestion: jest.fn(async () => false) } });
  await answer(second);
  expect(second.published()).toEqual([]);
});

test('only the client answers', async () => {
  expect(refusalIn(await answer(createWorld({ caller: BEN })))).toBe('NotPermitted questionId');
  expect(refusalIn(await answer(createWorld({ questions: [] })))).toBe('NotFound questionId');
  expect(refusalIn(await answer(createWorld(), ''))).toBe('InvalidInput text');
});
