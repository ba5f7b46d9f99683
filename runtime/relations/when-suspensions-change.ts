import type { Sql } from '../database/database.ts';
import { type AfterCommit, on, type Reaction } from '../events/reaction.ts';
import { type UserRestored, type UserSuspended, userRestored, userSuspended } from './suspension-events.ts';
import { createSuspensionCopy } from './suspension-store.ts';

/**
 * Keeps a domain's copy of suspensions, from events and snapshots of the auth domain; its Prisma schema declares
 * `/// @suspensions`. `onChange` runs in the same transaction, for example to end open subscriptions.
 */
export function whenSuspensionsChange<Store>(
  onChange?: (store: Store, userId: string) => Promise<AfterCommit>,
): readonly Reaction<Store>[] {
  return [
    on(
      userSuspended,
      async (store: Store, { userId, until, at }: UserSuspended, _event, sql: Sql) => {
        const end = until === null ? null : new Date(until);
        await createSuspensionCopy(sql).noteSuspension(userId, { isActive: true, until: end, at: new Date(at) });
        return onChange?.(store, userId);
      },
      {
        snapshot: {
          endUnconfirmed: (_store, startedAt, sql) => createSuspensionCopy(sql).endUnconfirmedSuspensions(startedAt),
        },
      },
    ),
    on(userRestored, async (store: Store, { userId, at }: UserRestored, _event, sql: Sql) => {
      await createSuspensionCopy(sql).noteSuspension(userId, { isActive: false, until: null, at: new Date(at) });
      return onChange?.(store, userId);
    }),
  ];
}
