import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { contractOpened } from './events.ts';
import type { ProjectsStore } from './repository/index.ts';

/** The facts of this domain: contracts that are not over. */
export const snapshotOfProjects = (store: ProjectsStore): readonly SnapshotSource[] => [
  snapshotOf(contractOpened, { readPage: store.contractFacts, count: store.countRunningContracts }),
];
