import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { exampleLiveChat, NOTHING_OPEN, take } from '../../../tests/example-live-chat.ts';
import { watchPresence } from './watch-presence.ts';

/** A chat in which the viewer may know the presence of everybody except those in `hidden`. */
function worldOf(...hiddenIds: string[]) {
  const hidden = new Set(hiddenIds);
  const world = exampleLiveChat(null);
  world.repository.lastSeen.mockImplementation(
    async (_, userIds) => new Map(userIds.filter((id) => !hidden.has(id)).map((id) => [id, AT])),
  );
  return { ...world, hidden };
}

test('it starts with each person once, and gives who comes online and goes offline', async () => {
  const { context, leases, open } = worldOf();
  const stream = await watchPresence(context, ['usr_ben', 'usr_cleo', 'usr_ben']);

  expect((await take(stream, 2)).toSorted()).toEqual(['usr_ben', 'usr_cleo']);
  await leases.hold('presence', 'usr_cleo', 'con_1', 25_000);
  expect(await take(stream, 1)).toEqual(['usr_cleo']);
  await leases.hold('presence', 'usr_cleo', 'con_2', 25_000);
  await leases.hold('presence', 'usr_ben', 'con_3', 25_000);
  expect(await take(stream, 1)).toEqual(['usr_ben']);
  await leases.release('presence', 'usr_ben', 'con_3');
  expect(await take(stream, 1)).toEqual(['usr_ben']);
  expect((await open()).online).toBe(1);
  await stream.return?.();
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('a person whose presence is hidden is given once, and again when that changes', async () => {
  const { context, hidden, leases, signals } = worldOf('usr_eve');
  const stream = await watchPresence(context, ['usr_eve', 'usr_ben']);
  expect((await take(stream, 2)).toSorted()).toEqual(['usr_ben', 'usr_eve']);

  await leases.hold('presence', 'usr_eve', 'con_1', 25_000);
  await leases.hold('presence', 'usr_ben', 'con_2', 25_000);
  expect(await take(stream, 1)).toEqual(['usr_ben']);

  hidden.clear();
  await signals.notify('chat.acquaintance:usr_eve');
  expect(await take(stream, 1)).toEqual(['usr_eve']);

  hidden.add('usr_ben');
  await signals.notify('chat.acquaintance:usr_ada');
  expect(await take(stream, 1)).toEqual(['usr_ben']);
  await leases.release('presence', 'usr_ben', 'con_2');
  await leases.release('presence', 'usr_eve', 'con_1');
  expect(await take(stream, 1)).toEqual(['usr_eve']);
  await stream.return?.();
});

test('it fails when the right to know cannot be read', async () => {
  const { context, repository, signals, open } = worldOf();
  const stream = await watchPresence(context, ['usr_ben']);
  await take(stream, 1);

  repository.lastSeen.mockRejectedValue(new Error('broken'));
  await signals.notify('chat.acquaintance:usr_ben');

  await expect(stream.next()).rejects.toThrow('broken');
  expect(await open()).toEqual(NOTHING_OPEN);
});

const people = (count: number) => Array.from({ length: count }, (_, nth) => `usr_${nth}`);

test.each([
  ['nobody', []],
  ['a hundred and one people', people(101)],
])('watching %s is refused', async (_, userIds) => {
  const { context, open } = worldOf();

  await expect(watchPresence(context, userIds)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(await open()).toEqual(NOTHING_OPEN);
});

test('a hundred people may be watched, however often each is named', async () => {
  const { context } = worldOf();
  const stream = await watchPresence(context, [...people(100), ...people(100)]);

  expect((await take(stream, 100)).toSorted()).toEqual(people(100).toSorted());
  await stream.return?.();
});

test('watching requires a viewer', async () => {
  const { context } = exampleLiveChat(null, { viewerId: null });
  await expect(watchPresence(context, ['usr_ben'])).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
