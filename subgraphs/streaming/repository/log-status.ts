import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { createLogStore, type NewEntry } from '../../../runtime/live/stored-log.ts';
import { STATUS_LOG_NAME } from './log-names.ts';

/** Logs the state of a stream whose row this transaction has locked; returns the stream with the new sequence. */
export async function logStatus<Stream extends { id: string; state: string; statusSequence: number }>(
  db: PrismaClient | Prisma.TransactionClient,
  stream: Stream,
  changedAt: Date,
  others: readonly NewEntry[] = [],
): Promise<Stream> {
  const entry: NewEntry = { log: STATUS_LOG_NAME, key: stream.id, people: [], data: { state: stream.state } };
  await createLogStore(db).appendToLogs([entry, ...others], changedAt);
  return { ...stream, statusSequence: stream.statusSequence + 1 };
}
