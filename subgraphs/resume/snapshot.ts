import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { resumePublished } from './events.ts';
import type { ResumeStore } from './repository/index.ts';

/** The facts of this domain: which resumes are public. */
export const snapshotOfResumes = (store: ResumeStore): readonly SnapshotSource[] => [
  snapshotOf(resumePublished, { readPage: store.publishedFacts, count: store.countPublished }),
];
