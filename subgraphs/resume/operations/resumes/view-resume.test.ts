import { expect, test } from '@jest/globals';
import { createWorld, resumeWith } from '../../fixtures/operation-world.ts';
import { viewResume } from './view-resume.ts';

test.each([
  ['of its owner is not counted', {}, 0],
  ['of a service is not counted', { viewerId: null, service: 'gateway' }, 0],
  ['of somebody else is counted', { viewerId: 'usr_ben' }, 1],
  ['of a visitor is counted', { viewerId: null }, 1],
])('a view %s', async (_, caller, times) => {
  const { context, store } = createWorld({ caller });
  const resume = resumeWith();
  expect(await viewResume(context, resume)).toBe(resume);
  expect(store.changeCounters).toHaveBeenCalledTimes(times);
});

test('a further view of the same day is not counted, nor one of nothing', async () => {
  const { context, store } = createWorld({ caller: { viewerId: 'usr_ben' } });
  await viewResume({ ...context, isFirstView: async () => false }, resumeWith());
  expect(await viewResume(context, null)).toBeNull();
  expect(store.changeCounters).not.toHaveBeenCalled();
});
