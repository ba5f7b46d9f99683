import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { eraseUser } from './erase-user.ts';

test('all resumes of a person are deleted and announced, and those of others stay', async () => {
  const resumes = [resumeWith(), resumeWith({ id: 'res_2' }), resumeWith({ id: 'res_3', ownerId: 'usr_ben' })];
  const world = createWorld({ resumes });
  // as: erasing reads and writes the store alone
  expect(await eraseUser(world.context, world.context.repository as never, 'usr_ada')).toEqual({ isComplete: true });
  expect([...world.resumes.keys()]).toEqual(['res_3']);
  expect(world.announce).toHaveBeenCalledTimes(2);
});
