import { type SnapshotSource, snapshotOf } from '../../runtime/events/snapshot.ts';
import { birthDateChanged, contactVerified, userDeleted, userRegistered, userSuspended } from './events.ts';
import type { AuthStore } from './repository/index.ts';

/** The facts of this domain. Deletions come first: facts about the people whom they name are then skipped. */
export const snapshotOfAuth = (store: AuthStore): readonly SnapshotSource[] => [
  snapshotOf(userDeleted, { readPage: store.deletionFacts, count: store.countDeletions }),
  snapshotOf(userRegistered, { readPage: store.accountFacts, count: store.countAccounts }),
  snapshotOf(birthDateChanged, { readPage: store.birthDateFacts, count: store.countBirthDates }),
  snapshotOf(contactVerified, { readPage: store.contactFacts, count: store.countContacts }),
  snapshotOf(userSuspended, { readPage: store.suspensionFacts, count: store.countSuspensions }),
];
