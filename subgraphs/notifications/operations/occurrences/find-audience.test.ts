import { expect, jest, test } from '@jest/globals';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import { exampleOccurrence } from '../../../../tests/example-notification.ts';
import type { NotificationsContext } from '../../context.ts';
import type { NotificationsStore, Occurrence } from '../../repository/index.ts';
import { AUDIENCE_BATCH_SIZE, askMessageRecipients, findAudience } from './find-audience.ts';

const people = (count: number) => Array.from({ length: count }, (_, nth) => `usr_${String(nth).padStart(4, '0')}`);

function worldOf(
  response: Record<string, unknown> = {},
  { followers = [], occurrences = [] }: { followers?: string[]; occurrences?: readonly Occurrence[] } = {},
) {
  const ask = jest.fn<NotificationsContext['ask']>(async () => response);
  const repository = { followersAfter: jest.fn<NotificationsStore['followersAfter']>(async () => followers) };
  return { ask, repository, messageRecipients: askMessageRecipients(ask, occurrences) };
}
const recipients = (...ids: string[]) => ({ messageRecipients: ids.map((id) => ({ id })) });
const CALLER = serviceCaller('notifications');

test('listed users are each notified once, in the order of their ids', async () => {
  const world = worldOf();
  const occurrence = exampleOccurrence({ userIds: ['usr_c', 'usr_a', 'usr_b', 'usr_a'] });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: ['usr_a', 'usr_b', 'usr_c'], next: null });
  expect(await findAudience(world, { ...occurrence, reachedId: 'usr_b' })).toEqual({ userIds: ['usr_c'], next: null });
  expect(world.ask).not.toHaveBeenCalled();
});

test('a long list is notified in batches, each after the last person of the one before', async () => {
  const userIds = people(AUDIENCE_BATCH_SIZE + 1);
  const last = userIds[AUDIENCE_BATCH_SIZE - 1] ?? '';
  const occurrence = exampleOccurrence({ userIds });

  expect(await findAudience(worldOf(), occurrence)).toEqual({ userIds: userIds.slice(0, -1), next: last });
  expect(await findAudience(worldOf(), { ...occurrence, reachedId: last })).toEqual({
    userIds: userIds.slice(-1),
    next: null,
  });
});

test('the recipients of messages are those that chat names, asked for all at once', async () => {
  const occurrence = exampleOccurrence({ audience: 'MESSAGE', audienceKey: 'msg_1', userIds: [] });
  const occurrences = [occurrence, { ...occurrence, audienceKey: 'msg_2' }, occurrence, exampleOccurrence()];
  const world = worldOf({ messageRecipientIds: [['usr_b', 'usr_a'], []] }, { occurrences });

  const found = occurrences.slice(0, 3).map((one) => findAudience(world, one));
  const first = { userIds: ['usr_a', 'usr_b'], next: null };
  expect(await Promise.all(found)).toEqual([first, { userIds: [], next: null }, first]);
  expect(world.ask).toHaveBeenCalledTimes(1);
  const variables = { messageIds: ['msg_1', 'msg_2'] };
  expect(world.ask).toHaveBeenCalledWith('chat', expect.any(String), variables, CALLER);
});

test('of the people whom an edit mentions those are notified whom chat confirms', async () => {
  const world = worldOf(recipients('usr_b'));
  const occurrence = exampleOccurrence({ audience: 'MENTION', audienceKey: 'msg_1', userIds: ['usr_a', 'usr_b'] });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: ['usr_b'], next: null });
  const variables = { messageId: 'msg_1', newlyMentioned: ['usr_a', 'usr_b'] };
  expect(world.ask).toHaveBeenCalledWith('chat', expect.any(String), variables, CALLER);
});

test('followers come in batches of the social domain', async () => {
  const world = worldOf({ followerIds: ['usr_b'] });
  const occurrence = exampleOccurrence({
    audience: 'FOLLOWERS',
    audienceKey: 'usr_host',
    userIds: [],
    reachedId: 'usr_a',
  });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: ['usr_b'], next: null });
  const variables = { userId: 'usr_host', after: 'usr_a', limit: AUDIENCE_BATCH_SIZE };
  expect(world.ask).toHaveBeenCalledWith('social', expect.any(String), variables, CALLER);
});

test.each([
  ['a full batch has another after it', people(AUDIENCE_BATCH_SIZE), people(AUDIENCE_BATCH_SIZE).at(-1)],
  ['a smaller one is the last', ['usr_b', 'usr_c'], null],
])('friends come in batches of the friends domain: %s', async (_, friendIds, next) => {
  const world = worldOf({ friendIds });
  const occurrence = exampleOccurrence({
    audience: 'FRIENDS',
    audienceKey: 'usr_host',
    userIds: [],
    reachedId: 'usr_a',
  });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: friendIds, next });
  const variables = { userId: 'usr_host', after: 'usr_a', limit: AUDIENCE_BATCH_SIZE };
  expect(world.ask).toHaveBeenCalledWith('friends', expect.any(String), variables, CALLER);
});

test('those who are notified of a post come from social, in batches', async () => {
  const postRecipientIds = people(AUDIENCE_BATCH_SIZE);
  const world = worldOf({ postRecipientIds });
  const occurrence = exampleOccurrence({
    audience: 'POST_FOLLOWERS',
    audienceKey: 'pst_1',
    userIds: [],
    reachedId: null,
  });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: postRecipientIds, next: postRecipientIds.at(-1) });
  const variables = { postId: 'pst_1', after: null, limit: AUDIENCE_BATCH_SIZE };
  expect(world.ask).toHaveBeenCalledWith('social', expect.any(String), variables, CALLER);
});

test('followers of a topic come in batches, without those whom the same call lists', async () => {
  const followers = people(AUDIENCE_BATCH_SIZE);
  const [first = '', last] = [followers[0], followers.at(-1)];
  const world = worldOf({}, { followers });
  const occurrence = exampleOccurrence({ audience: 'TOPIC', audienceKey: 'news', userIds: [first] });

  expect(await findAudience(world, occurrence)).toEqual({ userIds: followers.slice(1), next: last });
  expect(world.repository.followersAfter).toHaveBeenCalledWith('news', null, AUDIENCE_BATCH_SIZE);
});

test.each(['FRIENDS', 'MESSAGE', 'MENTION', 'POST_FOLLOWERS'] as const)(
  'of %s it fails while that domain is unavailable',
  async (audience) => {
    const world = worldOf();
    world.ask.mockRejectedValue(fault('UNAVAILABLE', 'away'));

    await expect(findAudience(world, exampleOccurrence({ audience, audienceKey: 'key' }))).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  },
);
