import type { Logger } from 'pino';
import { eraseCounters } from '../counters/erase-counters.ts';
import type { Database, Sql } from '../database/database.ts';
import { userErased } from '../events/erasure-events.ts';
import { announce } from '../events/outbox.ts';
import { workUntilIdle } from '../jobs/loops.ts';
import type { WakeSignal } from '../jobs/wake-signal.ts';
import type { EraseUser } from './erase-user.ts';
import { type DueErasure, dueErasures, noteErased, noteSwept } from './erasure-table.ts';

/** Polls this often without a wake signal. */
const POLL_INTERVAL_MS = 5_000;
/** Users whose erasure one poll runs. */
const BATCH_SIZE = 100;
/** By then every access token of the user has expired and every request that was running has ended. */
const SWEEP_AFTER_MS = 15 * 60_000;

/** The dependencies of the erasure job of a domain. */
export interface ErasingOptions<Store> {
  readonly domain: string;
  readonly database: Database<Store>;
  readonly eraseUser: EraseUser<Store>;
  readonly now: () => Date;
  readonly log: Logger;
  /** Resolves when an account may have been deleted, the signal aborts or its time is over. */
  readonly woken: WakeSignal['wait'];
  /** Called after an event was written to the outbox. */
  readonly onErased: () => void;
}

/**
 * Erases the users who deleted their accounts, in steps of one transaction each, until `signal` aborts. An erasure that a
 * killed process left is continued. The last step and the event `userErased` are one transaction. 15 minutes later each
 * erasure runs once more, for rows that running requests wrote meanwhile.
 */
export async function eraseUsers<Store>(options: ErasingOptions<Store>, signal: AbortSignal): Promise<void> {
  await workUntilIdle({ pollMs: POLL_INTERVAL_MS, woken: options.woken }, () => eraseBatch(options, signal), signal);
}

/** Returns whether to poll again at once. */
async function eraseBatch<Store>(options: ErasingOptions<Store>, signal: AbortSignal): Promise<boolean> {
  const sweepBefore = new Date(options.now().getTime() - SWEEP_AFTER_MS);
  const due = await dueErasures(options.database.sql, sweepBefore, BATCH_SIZE);
  let failed = false;
  for (const one of due) {
    if (signal.aborted) return false;
    try {
      await erase(options, one, signal);
    } catch (error) {
      failed = true;
      options.log.error({ err: error, userId: one.userId }, 'a user could not be erased; trying again');
    }
  }
  return due.length > 0 && !failed;
}

async function erase<Store>(options: ErasingOptions<Store>, due: DueErasure, signal: AbortSignal): Promise<void> {
  const { database, eraseUser, onErased, log } = options;
  let isComplete = false;
  while (!isComplete && !signal.aborted) {
    const step = await database.transaction(async (store, sql) => {
      const taken = await eraseUser(store, due.userId, sql);
      if (taken.isComplete) await settle(options, due, sql);
      return taken;
    });
    isComplete = step.isComplete;
    try {
      await step.afterCommit?.();
    } catch (error) {
      log.error({ err: error }, 'the work after an erasure failed');
    }
  }
  if (isComplete) onErased();
}

/** Records that nothing is left and publishes the event, in the transaction of the last step. */
async function settle<Store>(
  { domain, now }: ErasingOptions<Store>,
  { userId, isSweep }: DueErasure,
  sql: Sql,
): Promise<void> {
  const at = now();
  // A dead letter may have more data than ids, and must not be handled later.
  await sql.$executeRaw`DELETE FROM dead_letter WHERE strpos(payload::text, ${userId}) > 0`;
  // The same of work, with the text of its error. What is not dead ends by itself.
  await sql.$executeRaw`DELETE FROM work_item WHERE failed_at IS NOT NULL AND strpos(payload::text, ${userId}) > 0`;
  await eraseCounters(sql, userId);
  if (isSweep) await noteSwept(sql, userId, at);
  else if (await noteErased(sql, userId, at)) {
    await announce(sql, userErased(domain), { userId, at: at.toISOString() }, at);
  }
}
