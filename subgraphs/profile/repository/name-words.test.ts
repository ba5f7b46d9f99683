import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../../runtime/operations/ids.ts';
import { type FreshDatabase, freshDatabase } from '../../../tests/engines.ts';
import { eventually } from '../../../tests/eventually.ts';
import { openProfileRepository, type ProfileRepository } from './index.ts';

const now = new Date('2030-01-01T00:00:00.000Z');
let database: FreshDatabase;
let repository: ProfileRepository;

beforeAll(async () => {
  database = await freshDatabase();
  repository = openProfileRepository(database.urlOf('profile'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(async () => {
  await repository.sql.$executeRaw`DELETE FROM profile`;
});

let count = 0;
function draftOf(displayName: string, nickname?: string) {
  count += 1;
  const name = nickname ?? `${count}`;
  const ids = { id: newId('prf', now), userId: newId('usr', now) };
  return { ...ids, nickname: name, nicknameFolded: name, nicknameKey: name, displayName };
}
async function add(displayName: string, nickname?: string): Promise<string> {
  const draft = draftOf(displayName, nickname);
  await repository.addProfile(draft, now);
  return draft.userId;
}
const isSomebodyWaiting = async () => {
  const rows = await repository.sql.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows.length > 0;
};
const words = async () => {
  const rows = await repository.sql.$queryRaw<{ word: string }[]>`SELECT word FROM name_word ORDER BY word`;
  return rows.map(({ word }) => word);
};
const search = (query: string) => ({ viewerId: 'usr_reader', query, prefix: query, limit: 20 });
const idsOf = (hits: readonly { readonly userId: string }[]) => hits.map(({ userId }) => userId);

test('words are cut at what is neither letter nor digit, and before digits, in lower case and any script', async () => {
  await add("Ælfgifu O'Neil-Дмитрий 山田 42", 'zora.quick7');

  expect(await words()).toEqual(['neil', 'o', 'quick', 'zora', 'ælfgifu', 'дмитрий', '山田']);
});

test('a word stays as long as a name holds it', async () => {
  const [one, other] = [await add('Maria Silva'), await add('Maria Costa')];
  expect(await words()).toEqual(['costa', 'maria', 'silva']);

  await repository.changeProfile(one, { displayName: 'Maria Souza' }, now);
  expect(await words()).toEqual(['costa', 'maria', 'souza']);
  await repository.removeProfile(other);
  expect(await words()).toEqual(['maria', 'souza']);
  await repository.removeProfile(one);
  expect(await words()).toEqual([]);
});

test('a word that somebody takes is not lost to somebody who leaves it meanwhile', async () => {
  const leaving = await add('Quillon');
  let hasLeft = false;
  let removal: Promise<void> | undefined;
  await repository.transaction(async (store) => {
    await store.addProfile(draftOf('Quillon'), now);
    removal = repository.removeProfile(leaving).then(() => {
      hasLeft = true;
    });
    await eventually(async () => hasLeft || (await isSomebodyWaiting()), 'the removal to wait or to end');
  });
  await removal;

  expect(hasLeft).toBe(true);
  expect(await words()).toEqual(['quillon']);
});

test('of fifty people who take and leave one word at once nobody loses it', async () => {
  const people = await Promise.all(Array.from({ length: 25 }, () => add('Quillon')));
  await Promise.all([
    ...people.map((userId) => repository.removeProfile(userId)),
    ...Array.from({ length: 25 }, () => add('Quillon')),
  ]);

  expect(await words()).toEqual(['quillon']);
  expect(idsOf(await repository.profilesResembling(search('quilon'), null))).toHaveLength(20);
});

test('people who swap names at once do not stop each other', async () => {
  const [one, other] = [await add('Alpha'), await add('Omega')];
  for (let round = 0; round < 10; round += 1) {
    const names = round % 2 === 0 ? ['Omega', 'Alpha'] : ['Alpha', 'Omega'];
    await Promise.all(
      [one, other].map((userId, at) => repository.changeProfile(userId, { displayName: names[at] ?? '' }, now)),
    );
  }
  expect(await words()).toEqual(['alpha', 'omega']);
});

test('a misspelt word finds what it resembles, and each word of a query must be there', async () => {
  const [elisabeth, mann] = [await add('Elisabeth Mann'), await add('Thomas Mann')];

  expect(idsOf(await repository.profilesResembling(search('elizabeth'), null))).toEqual([elisabeth]);
  expect(idsOf(await repository.profilesResembling(search('elizabeth mann'), null))).toEqual([elisabeth]);
  expect(idsOf(await repository.profilesResembling(search('elizabeth smith'), null))).toEqual([]);
  expect(idsOf(await repository.profilesHolding(search('mann'), null)).toSorted()).toEqual(
    [elisabeth, mann].toSorted(),
  );
  expect(idsOf(await repository.profilesHolding(search('ma th'), null))).toEqual([mann]);
});

test.each(["'", "o'ne", "a':* | 'b", 'x & !y', '\\', '!', ':*', '%', '42', "\\' | 'x"])(
  'signs that mean something to PostgreSQL are text like any other: %s',
  async (query) => {
    await add('Maria Silva');
    expect(await repository.profilesHolding(search(query), null)).toEqual([]);
    expect(await repository.profilesResembling(search(query), null)).toEqual([]);
  },
);
