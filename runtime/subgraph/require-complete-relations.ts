import type { Sql } from '../database/database.ts';
import { uncounted } from '../database/statement-counts.ts';
import { incompleteCopies } from '../events/bootstrap-table.ts';
import type { Executor } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';

/** How long what was read of the copies is believed. */
const MAX_AGE_MS = 1_000;

/** The domain whose facts decide who may see whom. */
const RELATIONS_PRODUCER = 'friends';

/**
 * An executor that refuses people while the domain's copy of friendships and blocks is incomplete: what it does not know of
 * yet would look permitted. Visitors and services are served.
 */
export function requireCompleteRelations(execute: Executor, sql: Sql): Executor {
  let read: { readonly isComplete: Promise<boolean>; readonly until: number } | null = null;
  const isComplete = (): Promise<boolean> => {
    if (read === null || read.until < performance.now()) {
      const answer = uncounted(() => incompleteCopies(sql, [RELATIONS_PRODUCER])).then(
        (incomplete) => incomplete.length === 0,
        // A copy that cannot be read permits nothing.
        () => false,
      );
      read = { isComplete: answer, until: performance.now() + MAX_AGE_MS };
    }
    return read.isComplete;
  };
  return async (request, caller) => {
    if (caller.viewerId !== null && !(await isComplete()))
      return { errors: [fault('UNAVAILABLE', 'This part is not available for a moment; try again.')] };
    return execute(request, caller);
  };
}
