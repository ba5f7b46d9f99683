import { profileChanged } from '../events.ts';
import type { ProfileStore } from '../repository/index.ts';
import type { Profile, ProfileChanges } from '../repository/profile.ts';

const FACTS = ['nickname', 'gender', 'interests', 'city', 'country', 'visibility'] as const;

/** Publishes the facts of a profile to other domains, in the transaction that stores them, if `changes` has one of them. */
export async function publishFacts(
  store: Pick<ProfileStore, 'announce'>,
  { userId, nickname, gender, interests, city, country, visibility, revision }: Profile,
  changes: ProfileChanges,
  now: Date,
): Promise<void> {
  if (!FACTS.some((fact) => changes[fact] !== undefined)) return;
  const facts = { userId, nickname, gender, interests, city, country, visibility, revision };
  await store.announce(profileChanged, facts, now);
}
