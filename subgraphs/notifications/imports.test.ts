import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { importRows } from '../../tests/import-rows.ts';
import { notificationImporter } from './import/notifications.ts';
import subgraph from './index.ts';
import { openNotificationsRepository } from './repository/index.ts';

const INBOX =
  '{ notifications(first: 9) { edges { node { type title body isRead createdAt } } } unreadNotificationCount }';

const NOW = new Date();
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 24 * 60 * 60 * 1_000);

let world: DomainWorld;
let repository: ReturnType<typeof openNotificationsRepository>;
const importer = () => notificationImporter(repository, () => NOW);

beforeAll(async () => {
  world = await openDomainWorld(subgraph);
  repository = openNotificationsRepository(world.databaseUrl);
});
afterAll(async () => {
  await repository.close();
  await world.close();
});

test('inboxes have what people were notified of, once, in order and without a word over any channel', async () => {
  const person = newId('usr', NOW);
  const rows = [
    { oldId: '1', person, type: 'LIKE', title: 'Ada {{likes}} you', createdAt: daysAgo(9) },
    { oldId: '2', person, type: 'MATCH', text: 'It is a match.\nWrite to Ben.', createdAt: daysAgo(8), isRead: false },
    { oldId: '3', person, title: 'Old', createdAt: daysAgo(91) },
    { oldId: '4', person, title: 'Late', createdAt: daysAgo(8.5) },
    { oldId: '5', person, title: 'Future', createdAt: daysAgo(-1) },
  ];
  const outcomes = [
    'inserted',
    'inserted',
    ...['older than 90 days', 'later notification', 'in the future'].map((part) => ({
      reason: expect.stringContaining(part),
    })),
  ];
  expect(await importRows(importer(), rows)).toEqual(outcomes);
  expect((await importRows(importer(), rows)).slice(0, 2)).toEqual(['present', 'present']);
  const { data, errors } = await world.execute(INBOX, {}, world.as(person));
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toMatchObject({
    notifications: {
      edges: [
        { node: { type: 'MATCH', title: 'It is a match.', isRead: false, createdAt: daysAgo(8).toISOString() } },
        { node: { type: 'ANNOUNCEMENT', title: 'Ada {{likes}} you', body: 'Ada {{likes}} you', isRead: true } },
      ],
    },
    unreadNotificationCount: 1,
  });
  expect(await world.sql.$queryRaw`SELECT FROM delivery`).toEqual([]);
  expect(await world.published()).toEqual([]);
});
