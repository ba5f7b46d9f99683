import { expect, jest, test } from '@jest/globals';
import type { LiveStream } from '../repository/streams.ts';
import { obeyModeration } from './obey-moderation.ts';

const at = new Date('2031-03-01T12:00:00.000Z');

function createWorld(isLive = true) {
  const mock = () => jest.fn(async (..._: unknown[]) => undefined);
  // as: only the host is read of it.
  const ended = { hostId: 'usr_eve' } as LiveStream;
  const endStream = jest.fn(async (..._: unknown[]) => (isLive ? ended : null));
  const store = { endStream, clearTitle: mock(), announce: mock() };
  const needs = { signals: { notify: mock() }, streams: { announce: mock() } };
  const obey = (decision: 'HIDE' | 'REMOVE' | 'RESTORE') =>
    obeyModeration(needs, store, { subjectId: 'str_1', decision, at });
  return { store, needs, obey };
}

test.each(['HIDE', 'RESTORE'] as const)('%s ends nothing, and subscriptions check their access', async (decision) => {
  const { store, needs, obey } = createWorld();
  const afterCommit = await obey(decision);
  expect([store.endStream.mock.calls, needs.signals.notify.mock.calls]).toEqual([[], []]);
  await afterCommit();
  expect(needs.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
  expect(needs.streams.announce).toHaveBeenCalledTimes(1);
});

test.each([
  ['that is live', true, 1],
  ['that has ended', false, 0],
])('a stream %s that is removed has no title, and is ended %s: published %i times', async (_, isLive, published) => {
  const { store, obey } = createWorld(isLive);
  await obey('REMOVE');
  expect(store.clearTitle).toHaveBeenCalledWith('str_1');
  expect(store.announce).toHaveBeenCalledTimes(published);
});
