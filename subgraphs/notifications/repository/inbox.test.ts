import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { exampleDraft } from '../../../tests/example-notification.ts';
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
      exampleDraft({
        id: `ntf_${days}`,
        occurrenceId: `evt_${days}`,
        templateId: template?.id ?? '',
        createdAt: new Date(now.getTime() - days * 24 * 60 * 60 * 1_000),
      }),
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

test('several for one person are numbered in their order, and of a group only the first is added to the inbox', async () => {
  const [template] = await repository.newestOf('friends.friendship-started');
  const draft = (id: string, groupKey: string | null, userId = 'usr_ben') =>
    exampleDraft({ id, occurrenceId: `evt_${id}`, userId, groupKey, templateId: template?.id ?? '' });
  await repository.addNotifications([draft('ntf_a', 'cnv_1')]);

  const grown = await repository.addNotifications([
    draft('ntf_d', 'cnv_2'),
    draft('ntf_c', null),
    draft('ntf_e', 'cnv_2'),
    draft('ntf_f', 'cnv_1'),
    draft('ntf_b', null),
    draft('ntf_g', 'cnv_2', 'usr_cleo'),
  ]);

  expect(grown.sort()).toEqual(['usr_ben', 'usr_cleo']);
  const inboxOf = async (userId: string) =>
    (await repository.inboxLog.read(userId, 0, 10)).map(({ sequence, entry: { id } }) => [id, sequence]);
  expect(await inboxOf('usr_ben')).toEqual([
    ['ntf_a', 1],
    ['ntf_d', 2],
    ['ntf_c', 3],
    ['ntf_b', 4],
  ]);
  expect(await inboxOf('usr_cleo')).toEqual([['ntf_g', 1]]);
  expect((await repository.inboxHeads(['usr_ben'])).get('usr_ben')).toEqual({ sequence: 4, unread: 4 });
  const outside = (await repository.anyNotifications(['ntf_e', 'ntf_f'])).map((found) => found?.sequence);
  expect(outside).toEqual([null, null]);
});
