import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { matchCreated } from './events.ts';
import type { DiscoveryStore } from './repository/index.ts';

/** The facts of this domain: matches that have not ended. */
export const snapshotOfDiscovery = (store: DiscoveryStore): readonly SnapshotSource[] => [
  snapshotOf(matchCreated, { readPage: store.matchFacts, count: store.countMatches }),
];
