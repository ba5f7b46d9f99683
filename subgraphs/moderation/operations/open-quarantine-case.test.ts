import { expect, test } from '@jest/globals';
import { caseWith, createWorld, NOW } from '../fixtures/operation-world.ts';
import { openQuarantineCase } from './open-quarantine-case.ts';

const file = { fileId: 'fil_1', ownerId: 'usr_eve', labels: [], at: NOW.toISOString() };

test('a file that is held back gets a case, and moderators are signalled after the commit', async () => {
  const { context, store, announce } = createWorld(null);
  const afterCommit = await openQuarantineCase(context, store, file);
  expect(store.openCase).toHaveBeenCalledWith(
    expect.objectContaining({ subjectId: 'fil_1', kind: 'MEDIA', ownerId: 'usr_eve', isQuarantine: true }),
  );
  expect([store.logCase.mock.calls.length, announce.mock.calls.length]).toEqual([1, 0]);
  await afterCommit?.();
  expect(announce).toHaveBeenCalledTimes(1);
});

test('a file with an open case gets no other', async () => {
  const { context, store } = createWorld(caseWith());
  expect(await openQuarantineCase(context, store, file)).toBeUndefined();
  expect(store.logCase).not.toHaveBeenCalled();
});
