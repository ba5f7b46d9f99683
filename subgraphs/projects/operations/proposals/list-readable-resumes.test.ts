import { expect, test } from '@jest/globals';
import { createWorld } from '../../fixtures/operation-world.ts';
import { listReadableResumes } from './list-readable-resumes.ts';

test('at most 100 are asked about', async () => {
  const { context } = createWorld({ store: { receivedResumes: async (_: string, ids: readonly string[]) => ids } });
  expect(await listReadableResumes(context, 'usr_ada', ['res_1'])).toEqual(['res_1']);
  const many = Array.from({ length: 101 }, (_, nth) => `res_${nth}`);
  await expect(listReadableResumes(context, 'usr_ada', many)).rejects.toThrow('at most 100');
});
