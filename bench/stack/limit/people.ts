import type { Run } from './database.ts';
import { STATEMENTS } from './statements.ts';

/** Pools, and the leases of presence in Redis. */
export interface ReadNeeds {
  readonly run: Run;
  /** Who of these people is online. */
  readonly online: (userIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Profiles that the viewer may see, by the ids of people. */
export async function readProfiles(
  run: Run,
  viewerId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const rows = await run(STATEMENTS.profiles, [viewerId, [...ids]]);
  // Nobody here befriended anybody a moment ago: what the copy denies needs no call to friends.
  return new Map(
    rows
      .filter((row) => row['isForFriends'] !== true)
      .map(({ id, userId, nickname, displayName }) => [userId, { id, nickname, displayName, avatarUrl: null }]),
  );
}

/** Whether people are online, of those whose presence the viewer may see. */
export async function readPresences(
  { run, online }: ReadNeeds,
  viewerId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await run<{ user_id: string }>(STATEMENTS.presences, [viewerId, [...ids]]);
  const visible = rows.map(({ user_id }) => user_id);
  const present = await online(visible);
  return new Map(visible.map((id) => [id, present.has(id)]));
}
