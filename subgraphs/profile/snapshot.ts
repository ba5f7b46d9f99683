import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { profileChanged } from './events.ts';
import type { ProfileStore } from './repository/index.ts';

/** The facts of this domain. */
export const snapshotOfProfile = (store: ProfileStore): readonly SnapshotSource[] => [
  snapshotOf(profileChanged, { readPage: store.profileFacts, count: store.countProfiles }),
];
