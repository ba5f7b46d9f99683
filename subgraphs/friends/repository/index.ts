import type { Logger } from 'pino';
import { PrismaClient } from '../../../prisma/generated/friends/client.ts';
import { openAdapter, type Sql } from '../../../runtime/database/database.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import { createChangeLog } from './changes.ts';
import type { Client } from './client.ts';
import { createErasure } from './erasure.ts';
import { createKnownPeople } from './known-people.ts';
import { createPeopleReads } from './people.ts';
import { friendsData } from './personal-data.ts';
import { createPruning } from './prune.ts';
import { createRequestReads } from './requests.ts';
import { createStandings } from './standings.ts';
import { createSuggestions } from './suggestions.ts';

/** What the domain stores and finds, inside a transaction or out of one. */
export type FriendsStore = ReturnType<typeof createFriendsStore>;

/** The domain's store with its connections. */
export type FriendsRepository = ReturnType<typeof openFriendsRepository>;

/** How long a change waits for a free connection, and how long it may take after that. */
const TRANSACTION = { maxWait: 3_000, timeout: 5_000 };

const createFriendsStore = (db: Client) => ({
  ...createStandings(db),
  ...createRequestReads(db),
  ...createPeopleReads(db),
  ...createSuggestions(db),
  ...createChangeLog(db),
  ...createKnownPeople(db),
  ...createPruning(db),
  ...createErasure(db),
  /** Writes an event to the outbox; call it in the transaction of the effect. */
  announce: <Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date) =>
    announce(db, type, payload, now),
});

/** Opens the domain's tables; connects when first used. */
export function openFriendsRepository(databaseUrl: string, log?: Pick<Logger, 'warn'>) {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'friends', log) });
  return {
    ...createFriendsStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: friendsData(db),
    sql: db,
    /** Runs `work` in one transaction; what it throws rolls everything back. */
    transaction: <T>(work: (store: FriendsStore, sql: Sql) => Promise<T>): Promise<T> =>
      db.$transaction((transaction) => work(createFriendsStore(transaction), transaction), TRANSACTION),
    close: (): Promise<void> => db.$disconnect(),
  };
}
