import type { Run } from './database.ts';
import { type ReadNeeds, readPresences, readProfiles } from './people.ts';
import { STATEMENTS } from './statements.ts';

const PAGE_SIZE = 20;

/** Address and age of the viewer's account. */
export async function account({ run }: Pick<ReadNeeds, 'run'>, viewerId: string): Promise<object> {
  const [row] = await run(STATEMENTS.accounts, [[viewerId]]);
  return { me: row === undefined ? null : { id: viewerId, email: row['email'], createdAt: row['created_at'] } };
}

/** The viewer's own profile, and 20 friends with theirs. */
export async function friends({ run }: Pick<ReadNeeds, 'run'>, viewerId: string): Promise<object> {
  const ids = await readFriendIds(run, viewerId);
  if (ids === null) return { me: null };
  const profiles = await readProfiles(run, viewerId, [viewerId, ...ids]);
  const edges = ids.map((id) => ({ node: { id, profile: profiles.get(id) ?? null } }));
  return { me: { id: viewerId, profile: profiles.get(viewerId) ?? null, friends: { edges } } };
}

/** The same, and which of the friends are online. */
export async function home({ run, online }: ReadNeeds, viewerId: string): Promise<object> {
  const ids = await readFriendIds(run, viewerId);
  if (ids === null) return { me: null };
  const [profiles, presences] = await Promise.all([
    readProfiles(run, viewerId, [viewerId, ...ids]),
    readPresences({ run, online }, viewerId, ids),
  ]);
  const edges = ids.map((id) => ({
    node: { id, isOnline: presences.get(id) ?? null, profile: profiles.get(id) ?? null },
  }));
  return { me: { id: viewerId, profile: profiles.get(viewerId) ?? null, friends: { edges } } };
}

/** A page of friends; null for a viewer without an account. */
async function readFriendIds(run: Run, viewerId: string): Promise<string[] | null> {
  const [row] = await run(STATEMENTS.accounts, [[viewerId]]);
  if (row === undefined) return null;
  const rows = await run<{ userId: string }>(STATEMENTS.friends, [[viewerId], viewerId, PAGE_SIZE + 1]);
  return rows.slice(0, PAGE_SIZE).map(({ userId }) => userId);
}
