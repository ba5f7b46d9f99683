import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { befriend } from './befriend.ts';
import { type Person, registerPerson } from './client.ts';
import { freshDatabase, queryOnce } from './engines.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { openSqlProxy, type SeenStatement, type SqlProxy } from './sql-proxy.ts';

const QUERY = '{ me { profile { nickname } friends(first: 20) { edges { node { profile { nickname } } } } } }';
const MANY = 20;
const FEW = 2;
/** Jobs of the domains and events between them may fall into a measurement, and write what it does not. */
const isRead = ({ text }: SeenStatement): boolean => /^\s*(SELECT|WITH)\b/i.test(text);
const MEASUREMENTS = 3;

let proxy: SqlProxy;
let system: RunningSystem;
let ada: Person;
let friends: Person[];

beforeAll(async () => {
  system = await startSystem('embedded', {}, async () => {
    const { ownerUrl, drop } = await freshDatabase();
    proxy = await openSqlProxy(ownerUrl);
    const url = new URL(ownerUrl);
    url.port = String(proxy.port);
    return { ownerUrl: url.href, drop: () => proxy.close().then(drop) };
  });
  ada = await registerPerson(system.url, 'ada');
  friends = [];
  while (friends.length < MANY) friends.push(await registerPerson(system.url, `friend${friends.length}`));
});
afterAll(() => system?.close());

const nicknames = async (): Promise<string[]> =>
  (await ada.ask(QUERY)).me.friends.edges.map(({ node }: { node: Nicknamed }) => node.profile?.nickname);
type Nicknamed = { profile: { nickname: string } | null };

/** How many friends profile's own copy of friendships has: it is written while events of them arrive. */
async function copiedFriendships(): Promise<number> {
  const query = 'SELECT count(*)::int AS count FROM profile.friendship WHERE user_id = $1 AND is_active';
  return Number((await queryOnce(system.ownerUrl, query, [ada.id])).rows[0]?.['count']);
}

/** Domains that the query reaches; others have work of their own going on meanwhile. */
const MEASURED_ROLES: ReadonlySet<string> = new Set(['auth', 'friends', 'profile']);

/** The statements of one run of the query, the fewest of a few runs. */
async function measure(expected: readonly Person[]): Promise<SeenStatement[]> {
  const names = expected.map(({ nickname }) => nickname).sort();
  await eventually(async () => (await nicknames()).sort().join() === names.join(), 'every profile to be there');
  await eventually(async () => (await copiedFriendships()) === expected.length, 'profile to know every friendship');
  const runs: SeenStatement[][] = [];
  for (let left = MEASUREMENTS; left > 0; left -= 1) {
    proxy.take();
    await ada.ask(QUERY);
    runs.push(proxy.take().filter((statement) => MEASURED_ROLES.has(statement.role) && isRead(statement)));
  }
  return runs.sort((one, other) => one.length - other.length)[0] ?? [];
}

const textsOf = (statements: readonly SeenStatement[]) => statements.map(({ role, text }) => `${role}: ${text}`).sort();

test('friends and their profiles cost the same few statements, however many there are', async () => {
  await Promise.all(friends.slice(0, FEW).map((friend) => befriend(ada, friend)));
  const few = await measure(friends.slice(0, FEW));
  for (const friend of friends.slice(FEW)) await befriend(ada, friend);
  const many = await measure(friends);

  expect(textsOf(many).map(withoutLists)).toEqual(textsOf(few).map(withoutLists));
  // One hop each for the person, the friends, and the profiles of the person and of all friends.
  expect(many.map(({ role }) => role).sort()).toEqual(['auth', 'friends', 'profile']);
});

/** How many values a list has is not how many statements there are. */
const withoutLists = (text: string): string => text.replace(/\(\$\d+(,\s*\$\d+)*\)/g, '($…)');
