import type { Sql } from '../database/database.ts';
import { type AfterCommit, type EventOf, onAll, type Reaction } from '../events/reaction.ts';
import { type BlockFact, userBlocked, userUnblocked } from './block-events.ts';
import { type FriendshipFact, friendshipEnded, friendshipStarted } from './friendship-events.ts';
import { createRelationStore } from './relation-store.ts';

/**
 * What a domain does once for each change, in the same transaction. Its copy has the change then, and may have later ones of
 * the same kind.
 */
export interface RelationHooks<Store> {
  /** `hasChanged` is false for an event that is late and for a fact that the copy had already. */
  onFriendship?(store: Store, fact: FriendshipFact, isActive: boolean, hasChanged: boolean): Promise<AfterCommit>;
  onBlock?(store: Store, fact: BlockFact, isActive: boolean): Promise<AfterCommit>;
}

/** Keeps a domain's copy of friendships and blocks, from events and snapshots of the friends domain. */
export function whenRelationsChange<Store>(hooks: RelationHooks<Store> = {}): readonly Reaction<Store>[] {
  const changeFriendships =
    (isActive: boolean) =>
    async (store: Store, events: readonly EventOf<FriendshipFact>[], sql: Sql): Promise<readonly AfterCommit[]> => {
      const facts = events.map(({ payload }) => payload);
      const changed = new Set(await createRelationStore(sql).noteFriendships(facts, isActive));
      return callHook(facts, (fact) => hooks.onFriendship?.(store, fact, isActive, changed.has(fact)));
    };
  const changeBlocks =
    (isActive: boolean) =>
    async (store: Store, events: readonly EventOf<BlockFact>[], sql: Sql): Promise<readonly AfterCommit[]> => {
      const facts = events.map(({ payload }) => payload);
      await createRelationStore(sql).noteBlocks(facts, isActive);
      return callHook(facts, (fact) => hooks.onBlock?.(store, fact, isActive));
    };
  return [
    onAll(friendshipStarted, changeFriendships(true), {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createRelationStore(sql).endUnconfirmedFriendships(startedAt),
      },
    }),
    onAll(friendshipEnded, changeFriendships(false)),
    onAll(userBlocked, changeBlocks(true), {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createRelationStore(sql).endUnconfirmedBlocks(startedAt),
      },
    }),
    onAll(userUnblocked, changeBlocks(false)),
  ];
}

/** Calls a hook for each fact, in order. */
async function callHook<Fact>(
  facts: readonly Fact[],
  hook: (fact: Fact) => Promise<AfterCommit> | undefined,
): Promise<readonly AfterCommit[]> {
  const results: AfterCommit[] = [];
  for (const fact of facts) results.push(await hook(fact));
  return results;
}
