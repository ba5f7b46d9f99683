import type { Logger } from 'pino';
import type { Database, Sql } from '../database/database.ts';
import { userErased } from '../events/erasure-events.ts';
import { announce } from '../events/outbox.ts';
import { workUntilIdle } from '../jobs/loops.ts';
import type { EraseUser } from './erase-user.ts';
import { type DueErasure, dueErasures, noteErased, noteSwept } from './erasure-table.ts';

/** Looks this often without being told to. */
const POLL_INTERVAL_MS = 5_000;
/** People taken at a time. */
const BATCH = 100;
/** By then every access token of the person has lapsed, and every request that was on its way is over. */
const SWEEP_AFTER_MS = 15 * 60_000;

/** What erasing works with. */
export interface ErasingOptions<Store> {
  readonly domain: string;
  readonly database: Database<Store>;
  readonly eraseUser: EraseUser<Store>;
  readonly now: () => Date;
  readonly log: Logger;
  /** Resolves when somebody may have been told of, or the signal aborts. */
  readonly woken: (signal: AbortSignal) => Promise<void>;
  /** Called when the outbox has got an answer. */
  readonly onErased: () => void;
}

/**
 * Erases whoever has deleted their account, step by step, each step a transaction, until `signal` aborts; what a killed
 * process has left is taken up where it stood. The last step and the domain's answer are one transaction. A quarter of
 * an hour later it looks once more, for what requests on their way had still written.
 */
export async function eraseUsers<Store>(options: ErasingOptions<Store>, signal: AbortSignal): Promise<void> {
  await workUntilIdle({ pollMs: POLL_INTERVAL_MS, woken: options.woken }, () => eraseBatch(options, signal), signal);
}

/** Resolves to whether to go on at once. */
async function eraseBatch<Store>(options: ErasingOptions<Store>, signal: AbortSignal): Promise<boolean> {
  const sweepBefore = new Date(options.now().getTime() - SWEEP_AFTER_MS);
  const due = await dueErasures(options.database.sql, sweepBefore, BATCH);
  let failed = false;
  for (const one of due) {
    if (signal.aborted) return false;
    try {
      await erase(options, one, signal);
    } catch (error) {
      failed = true;
      options.log.error({ err: error, userId: one.userId }, 'a person could not be erased; trying again');
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
      log.error({ err: error }, 'what was to follow an erasure failed');
    }
  }
  if (isComplete) onErased();
}

/** Notes and tells that nothing is left, in the transaction of the last step. */
async function settle<Store>(
  { domain, now }: ErasingOptions<Store>,
  { userId, isSweep }: DueErasure,
  sql: Sql,
): Promise<void> {
  const at = now();
  // An event that could not be handled may hold more than ids, and must not be handled later on.
  await sql.$executeRaw`DELETE FROM dead_letter WHERE strpos(payload::text, ${userId}) > 0`;
  if (isSweep) await noteSwept(sql, userId, at);
  else if (await noteErased(sql, userId, at)) {
    await announce(sql, userErased(domain), { userId, at: at.toISOString() }, at);
  }
}
