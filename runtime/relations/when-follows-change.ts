import type { Sql } from '../database/database.ts';
import { type AfterCommit, type EventOf, onAll, type Reaction } from '../events/reaction.ts';
import { type FollowFact, userFollowed, userUnfollowed } from './follow-events.ts';
import { createFollowCopy } from './follow-store.ts';

/**
 * Keeps a domain's copy of follows, from events and snapshots of the social domain; its Prisma schema declares
 * `/// @follows`. `onChange` runs in the same transaction, for each fact that changed the copy.
 */
export function whenFollowsChange<Store>(
  onChange?: (store: Store, fact: FollowFact, isActive: boolean) => Promise<AfterCommit>,
): readonly Reaction<Store>[] {
  const change =
    (isActive: boolean) =>
    async (store: Store, events: readonly EventOf<FollowFact>[], sql: Sql): Promise<readonly AfterCommit[]> => {
      const facts = events.map(({ payload }) => payload);
      const changed = await createFollowCopy(sql).noteFollows(facts, isActive);
      const results: AfterCommit[] = [];
      for (const fact of changed) results.push(await onChange?.(store, fact, isActive));
      return results;
    };
  return [
    onAll(userFollowed, change(true), {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createFollowCopy(sql).endUnconfirmedFollows(startedAt),
      },
    }),
    onAll(userUnfollowed, change(false)),
  ];
}
