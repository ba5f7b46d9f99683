import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { userFollowed } from './events.ts';
import type { SocialStore } from './repository/index.ts';

/** The facts of this domain. */
export const snapshotOfSocial = (store: SocialStore): readonly SnapshotSource[] => [
  snapshotOf(userFollowed, { readPage: store.followFacts, count: store.countFollows }),
];
