import { type Prisma, PrismaClient } from '../../../prisma/generated/profile/client.ts';
import type { Sql } from '../../../runtime/database/database.ts';
import { openAdapter } from '../../../runtime/database/database.ts';
import { createRelationStore } from '../../../runtime/relations/relation-store.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { createErasureStore } from './erasure.ts';
import { createNicknameStore } from './nickname.ts';
import { profileData } from './personal-data.ts';
import { createPhotoStore } from './photo.ts';
import { createProfileStore } from './profile.ts';
import { createSearchStore } from './search.ts';

/** How long a transaction may wait for a connection, and run. */
const TRANSACTION = { maxWait: 3_000, timeout: 5_000 } as const;

const createStore = (db: Prisma.TransactionClient) => ({
  ...createProfileStore(db),
  ...createPhotoStore(db),
  ...createNicknameStore(db),
  ...createRelationStore(db),
  ...createSearchStore(db),
  ...createErasureStore(db),
});

/** What the domain stores and finds, inside a transaction or outside. */
export type ProfileStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ProfileRepository = ReturnType<typeof openProfileRepository>;

/** Opens the domain's tables. Nothing is connected before the first statement. */
export function openProfileRepository(databaseUrl: string, log?: Pick<Host['log'], 'warn'>) {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'profile', log) });
  return {
    ...createStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: profileData(db),
    sql: db,
    /** Runs `work` in one transaction; what it throws rolls everything back. */
    transaction: <T>(work: (store: ProfileStore, sql: Sql) => Promise<T>): Promise<T> =>
      db.$transaction((tx) => work(createStore(tx), tx), TRANSACTION),
    close: () => db.$disconnect(),
  };
}
