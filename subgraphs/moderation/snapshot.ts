import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { contentHidden, contentRemoved } from './events.ts';
import type { ModerationStore } from './repository/index.ts';

/** The facts of this domain: what is hidden or removed. */
export const snapshotOfModeration = (store: ModerationStore): readonly SnapshotSource[] => [
  snapshotOf(contentHidden, {
    readPage: (after, limit) => store.decisionFacts('HIDE', after, limit),
    count: () => store.countDecisions('HIDE'),
  }),
  snapshotOf(contentRemoved, {
    readPage: (after, limit) => store.decisionFacts('REMOVE', after, limit),
    count: () => store.countDecisions('REMOVE'),
  }),
];
