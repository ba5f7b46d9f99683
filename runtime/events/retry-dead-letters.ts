import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { deadLetters, recordFailure, restoreDeadLetter } from './dead-letter-table.ts';
import { remember } from './inbox-table.ts';
import type { Reaction } from './reaction.ts';
import { runAfterCommit, runReactions } from './run-reactions.ts';

/** Handles the dead letters again and returns how many succeeded. Those that fail stay, with the new error. */
export async function retryDeadLetters<Store>(
  database: Database<Store>,
  reactions: readonly Reaction<Store>[],
  log: Logger,
): Promise<number> {
  let handled = 0;
  for (const letter of await deadLetters(database.sql)) {
    try {
      const { followUps } = await database.transaction(async (store, sql) => {
        const news = (await restoreDeadLetter(sql, letter.id)) ? await remember(sql, [letter]) : [];
        return runReactions({ reactions, store, sql, log }, news);
      });
      handled += 1;
      await runAfterCommit(followUps, log);
    } catch (error) {
      log.error({ err: error, event: letter.id, type: letter.type }, 'a dead letter failed again');
      await recordFailure(database.sql, letter.id, String(error));
    }
  }
  return handled;
}
