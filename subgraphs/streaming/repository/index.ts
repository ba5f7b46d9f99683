import type { Logger } from 'pino';
import { type Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { openAdapter, type Sql } from '../../../runtime/database/database.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import { createErasureStore } from './erasure.ts';
import { createListingStore } from './listings.ts';
import { streamingData } from './personal-data.ts';
import { createRelationStore } from './relations.ts';
import { createStatusStore } from './statuses.ts';
import { createStreamStore } from './streams.ts';
import { createViewerStore } from './viewers.ts';

/** What streaming stores and finds, within a transaction or outside. */
export type StreamingStore = ReturnType<typeof createStreamingStore>;

/** The streaming domain's tables, open. */
export type StreamingRepository = ReturnType<typeof openStreamingRepository>;

const createStreamingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  ...createStreamStore(db),
  ...createStatusStore(db),
  ...createListingStore(db),
  ...createViewerStore(db),
  ...createRelationStore(db),
  ...createErasureStore(db),
  /** Tells other domains, in the transaction of what it tells of. */
  announce: <Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date): Promise<void> =>
    announce(db, type, payload, now),
});

/** Opens the repository on the domain's own database schema. */
export function openStreamingRepository(databaseUrl: string, log?: Pick<Logger, 'warn'>) {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'streaming', log) });
  const sql: Sql = db;
  return {
    ...createStreamingStore(db),
    /** For the person whom it is about, and nobody else. */
    personalData: streamingData(db),
    sql,
    /** Runs `work` in one transaction; what it throws rolls everything back. */
    transaction: <T>(work: (store: StreamingStore, sql: Sql) => Promise<T>): Promise<T> =>
      db.$transaction((tx) => work(createStreamingStore(tx), tx), { maxWait: 3_000, timeout: 8_000 }),
    close: () => db.$disconnect(),
  };
}
