import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { updateMediaFile } from './update-media-file.ts';

function worldOf(file = fileOf({ altText: 'A cat', focalX: 0.5, focalY: 0.5 }), viewerId = 'usr_ada') {
  const describeFile = jest.fn(async (..._: unknown[]) => undefined);
  const context = {
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    files: { load: async ({ id }: { id: string }) => (id === file.id ? file : null), clear: () => undefined },
    repository: { describeFile, hasMediaCategory: async (id: string) => id === 'cat_1' },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as MediaContext, describeFile };
}
const STORED = { altText: 'A cat', tags: ['cats'], categoryId: null, visibility: 'PRIVATE', focalX: 0.5, focalY: 0.5 };

test.each([
  ['what is absent stays', {}, {}],
  ['null takes away', { altText: null, focalPoint: null }, { altText: null, focalX: null, focalY: null }],
  ['null of what cannot be absent changes nothing', { tags: null, visibility: null }, {}],
  [
    'everything changes',
    { altText: ' B ', tags: ['x'], categoryId: 'cat_1', visibility: 'PUBLIC', focalPoint: { x: 0, y: 1 } },
    { altText: 'B', tags: ['x'], categoryId: 'cat_1', visibility: 'PUBLIC', focalX: 0, focalY: 1 },
  ],
])('%s', async (_, input, changes) => {
  const { context, describeFile } = worldOf();
  expect(await updateMediaFile(context, { fileId: 'fil_1', ...input })).toMatchObject({ ok: true });
  expect(describeFile).toHaveBeenCalledWith('fil_1', { ...STORED, ...changes }, NOW);
});

test.each([
  ['another person’s file', fileOf({ visibility: 'PUBLIC' }), 'usr_eve', {}, 'NotPermitted'],
  ['an unknown file', fileOf({ id: 'fil_2' }), 'usr_ada', {}, 'NotFound'],
  ['a rejected file', fileOf({ state: 'REJECTED' }), 'usr_ada', {}, 'InvalidState'],
  ['an unknown category', fileOf(), 'usr_ada', { categoryId: 'cat_2' }, 'NotFound'],
  ['a point beside the picture', fileOf(), 'usr_ada', { focalPoint: { x: 0, y: 1.1 } }, 'InvalidInput'],
])('%s is refused', async (_, file, viewerId, input, __typename) => {
  const { context, describeFile } = worldOf(file, viewerId);
  expect(await updateMediaFile(context, { fileId: 'fil_1', ...input })).toMatchObject({ refusal: { __typename } });
  expect(describeFile).not.toHaveBeenCalled();
});
