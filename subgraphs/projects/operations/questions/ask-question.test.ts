import { expect, test } from '@jest/globals';
import { BEN, createWorld, projectWith, refusalIn } from '../../fixtures/operation-world.ts';
import { askQuestion } from './ask-question.ts';

const ask = (world: { context: never }, text = 'When?') => askQuestion(world.context, { projectId: 'prj_1', text });

test('the client is notified of a question', async () => {
  const world = createWorld({ caller: BEN });
  expect(refusalIn(await ask(world))).toBe('ok');
  expect(world.published()).toMatchObject([['projects.question-asked', { clientId: 'usr_ada', authorId: 'usr_ben' }]]);
});

test.each<[string, Parameters<typeof createWorld>[0], string, string]>([
  ['of nothing', {}, ' ', 'InvalidInput text'],
  ['about what nobody sees', { projects: [] }, 'x', 'NotFound projectId'],
  ['about the own project', { caller: {} }, 'x', 'OwnProject projectId'],
  ['about what is closed', { projects: [projectWith({ status: 'COMPLETED' })] }, 'x', 'ProjectNotOpen projectId'],
  ['too many', { retryAfter: 1 }, 'x', 'TooManyAttempts'],
])('a question %s is refused', async (_, options, text, refusal) => {
  const world = createWorld({ caller: BEN, ...options });
  expect(refusalIn(await ask(world, text))).toBe(refusal);
  expect(world.store.insertQuestion).not.toHaveBeenCalled();
});
