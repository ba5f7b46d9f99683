import { expect, jest, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import type { Resume } from '../../repository/index.ts';
import { searchResumes } from './search-resumes.ts';

const worldOf = (found: readonly Resume[] = [], retryAfter: number | null = null) => {
  const search = jest.fn(async (..._: unknown[]) => [...found]);
  return { context: { ...createWorld({ retryAfter }).context, repository: { searchResumes: search } }, search };
};

test('hidden sections of what is found are left out', async () => {
  const more = { ownerId: 'usr_ben', visibility: 'PUBLIC', publishedAt: NOW, hiddenSections: ['SUMMARY'] } as const;
  const { context, search } = worldOf([resumeWith(more, { summary: 'Secret' })]);
  const filter = { skills: [' TypeScript '], countryCode: 'ch' };
  const { edges } = await searchResumes(context, { query: ' engine ', filter });
  expect(edges.map(({ node }) => node.content.summary)).toEqual([null]);
  expect(search).toHaveBeenCalledWith(
    expect.objectContaining({ query: 'engine', skillNames: ['typescript'], countryCode: 'CH', viewerId: 'usr_ada' }),
  );
});

test.each([
  ['without words', ' ', null, 'BAD_USER_INPUT'],
  ['that is too long', 'x'.repeat(201), null, 'BAD_USER_INPUT'],
  ['that comes too often', 'engine', 9, 'RATE_LIMITED'],
])('a query %s is refused', async (_, query, retryAfter, code) => {
  const { context, search } = worldOf([], retryAfter);
  await expect(searchResumes(context, { query })).rejects.toMatchObject({ extensions: { code } });
  expect(search).not.toHaveBeenCalled();
});
