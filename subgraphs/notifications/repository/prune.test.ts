import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { pruneNotifications } from '../operations/prune-notifications.ts';
import { type NotificationsRepository, openNotificationsRepository } from './index.ts';

let database: FreshDatabase;
let repository: NotificationsRepository;
const now = new Date('2026-11-20T12:00:00.000Z');

beforeAll(async () => {
  database = await freshDatabase();
  repository = openNotificationsRepository(database.urlOf('notifications'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});

test('what is older than 90 days goes from the front, and what was unread of it is not counted any more', async () => {
  const [template] = await repository.newestOf('friends.friendship-started');
  for (const days of [100, 95, 10, 1]) {
    await repository.addNotifications([
      {
        id: `ntf_${days}`,
        userId: 'usr_ada',
        occurrenceId: `evt_${days}`,
        type: 'FRIENDSHIP',
        templateId: template?.id ?? '',
        actorId: null,
        messageId: null,
        friendRequestId: null,
        streamId: null,
        subjectType: null,
        subjectId: null,
        data: {},
        groupKey: null,
        batchId: null,
        createdAt: new Date(now.getTime() - days * 24 * 60 * 60 * 1_000),
        inInbox: true,
      },
    ]);
  }
  await repository.markInbox('usr_ada', ['ntf_100'], false, now);

  await pruneNotifications({ repository, now: () => now }, new AbortController().signal);

  expect(
    (await repository.inboxLog.read('usr_ada', 0, 10)).map(({ entry: { id, sequence } }) => [id, sequence]),
  ).toEqual([
    ['ntf_10', 3],
    ['ntf_1', 4],
  ]);
  expect((await repository.inboxHeads(['usr_ada'])).get('usr_ada')).toEqual({ sequence: 4, unread: 2 });
  expect(await repository.inboxLog.oldest('usr_ada')).toBe(3);
});
