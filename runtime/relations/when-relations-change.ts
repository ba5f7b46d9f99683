import type { Sql } from '../database/database.ts';
import { type AfterCommit, on, type Reaction } from '../events/reaction.ts';
import { type BlockFact, userBlocked, userUnblocked } from './block-events.ts';
import { type FriendshipFact, friendshipEnded, friendshipStarted } from './friendship-events.ts';
import { createRelationStore } from './relation-store.ts';

/** What a domain does after a change is in its copy, in the same transaction. */
export interface RelationHooks<Store> {
  onFriendship?(store: Store, fact: FriendshipFact, isActive: boolean): Promise<AfterCommit>;
  onBlock?(store: Store, fact: BlockFact, isActive: boolean): Promise<AfterCommit>;
}

/** Keeps a domain's copy of friendships and blocks, from events and snapshots of the friends domain. */
export function whenRelationsChange<Store>(hooks: RelationHooks<Store> = {}): readonly Reaction<Store>[] {
  const changeFriendship =
    (isActive: boolean) =>
    async (store: Store, fact: FriendshipFact, _event: unknown, sql: Sql): Promise<AfterCommit> => {
      await createRelationStore(sql).noteFriendship(fact.userIds, isActive, new Date(fact.at));
      return hooks.onFriendship?.(store, fact, isActive);
    };
  const changeBlock =
    (isActive: boolean) =>
    async (store: Store, fact: BlockFact, _event: unknown, sql: Sql): Promise<AfterCommit> => {
      await createRelationStore(sql).noteBlock(fact.userId, fact.blockedId, isActive, new Date(fact.at));
      return hooks.onBlock?.(store, fact, isActive);
    };
  return [
    on(friendshipStarted, changeFriendship(true), {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createRelationStore(sql).endUnconfirmedFriendships(startedAt),
      },
    }),
    on(friendshipEnded, changeFriendship(false)),
    on(userBlocked, changeBlock(true), {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createRelationStore(sql).endUnconfirmedBlocks(startedAt),
      },
    }),
    on(userUnblocked, changeBlock(false)),
  ];
}
