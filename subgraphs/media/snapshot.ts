import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { categoryChanged } from './events.ts';
import type { MediaStore } from './repository/index.ts';

/** The facts of this domain: the categories that there are. */
export const snapshotOfMedia = (store: MediaStore): readonly SnapshotSource[] => [
  snapshotOf(categoryChanged, { readPage: store.categoryFacts, count: store.countCategories }),
];
