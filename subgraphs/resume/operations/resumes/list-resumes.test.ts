import { expect, jest, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { EMPTY_CONTENT } from '../content/resume-content.ts';
import { listResumes, listVersions } from './list-resumes.ts';

const empty = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

test('the own resumes are listed by default, and those of one visibility where it is given', async () => {
  const { context } = createWorld();
  const load = jest.fn(async (..._: unknown[]) => empty);
  const pages = { load, clearAll: () => undefined };
  const resumesOf = { ALL: pages, PUBLIC: pages, PRIVATE: pages, LINK: pages };
  await listResumes({ ...context, resumesOf }, { first: 2 });
  await listResumes({ ...context, resumesOf }, { userId: 'usr_ben', visibility: 'PUBLIC' });
  expect(load.mock.calls.map(([id]) => id)).toEqual(['usr_ada', 'usr_ben']);
  const visitor = createWorld({ caller: { viewerId: null } }).context;
  expect(() => listResumes({ ...visitor, resumesOf }, {})).toThrow('Sign in first.');
});

test('versions are pages of the owner alone', async () => {
  const { context } = createWorld({ resumes: [resumeWith()] });
  const version = { resumeId: 'res_1', title: 'A', locale: 'en', content: EMPTY_CONTENT, savedAt: NOW };
  const row = (n: number) => ({ ...version, version: n, sectionOrder: [], hiddenSections: [] });
  const versionsOf = async (ownerId: string) => (ownerId === 'usr_ada' ? [row(3), row(2)] : null);
  const page = await listVersions({ ...context, repository: { versionsOf } }, { id: 'res_1', first: 1 });
  expect(page?.edges.map(({ node }) => node.version)).toEqual([3]);
  expect(page?.pageInfo.hasNextPage).toBe(true);
  const other = createWorld({ caller: { viewerId: 'usr_ben' } }).context;
  expect(await listVersions({ ...other, repository: { versionsOf } }, { id: 'res_1' })).toBeNull();
});
