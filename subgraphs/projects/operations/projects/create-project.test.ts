import { expect, test } from '@jest/globals';
import { createWorld, NOW, refusalIn } from '../../fixtures/operation-world.ts';
import { createProject } from './create-project.ts';

const BUDGET = { kind: 'FIXED', min: 100n, max: 500n, currency: 'EUR' };
const INPUT = { title: 'A shop', description: 'Build it.', budget: BUDGET, skills: ['Node.js', 'C++'] };

test('a draft is stored with its skills as they are compared, and nobody is notified', async () => {
  const world = createWorld();
  expect(await createProject(world.context, { ...INPUT, categoryId: 'cat_1' })).toMatchObject({
    ok: true,
    isReplay: false,
  });
  expect(world.store.insertProject.mock.calls[0]?.[0]).toMatchObject({
    ...{
      clientId: 'usr_ada',
      skillKeys: ['node.js', 'c++'],
      visibility: 'PUBLIC',
      createdAt: NOW,
      categoryId: 'cat_1',
    },
  });
  expect(world.published()).toEqual([]);
});

test.each<[string, object, string]>([
  ['an empty title', { title: ' ' }, 'InvalidInput title'],
  ['a budget upside down', { budget: { ...BUDGET, max: 99n } }, 'InvalidInput budget max'],
  ['an amount of nothing', { budget: { ...BUDGET, min: 0n } }, 'InvalidInput budget min'],
  ['a currency that is none', { budget: { ...BUDGET, currency: 'XXX' } }, 'CurrencyNotSupported budget currency'],
  ['a deadline in the past', { deadline: '2031-02-28' }, 'InvalidInput deadline'],
  ['16 skills', { skills: Array.from({ length: 16 }, (_, nth) => `s${nth}`) }, 'InvalidInput skills'],
  ['a skill twice', { skills: ['Go', 'GO'] }, 'InvalidInput skills'],
  ['a category that is none', { categoryId: 'cat_2' }, 'NotFound categoryId'],
  ['a file twice', { attachmentIds: ['fil_1', 'fil_1'] }, 'InvalidInput attachmentIds'],
])('%s is refused', async (_, more, refusal) => {
  const world = createWorld();
  expect(refusalIn(await createProject(world.context, { ...INPUT, ...more }))).toBe(refusal);
  expect(world.store.insertProject).not.toHaveBeenCalled();
});

test('too many are refused', async () => {
  expect(refusalIn(await createProject(createWorld({ retryAfter: 9 }).context, INPUT))).toBe('TooManyAttempts');
});
