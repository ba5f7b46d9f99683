import type { Sql } from '../database/database.ts';
import type { EventType } from '../events/event-type.ts';
import { type AfterCommit, on, type Reaction } from '../events/reaction.ts';
import { type ContentDecision, contentHidden, contentRemoved, contentRestored } from './content-events.ts';
import { createHiddenContentCopy } from './hidden-content-store.ts';

/** A decision as the owner domain obeys it. */
export interface ObeyedDecision {
  readonly subjectId: string;
  readonly decision: 'HIDE' | 'REMOVE' | 'RESTORE';
  readonly at: Date;
}

/**
 * Keeps a domain's copy of what moderators have hidden of the kinds that it owns, by prefixes of ids; its Prisma schema
 * declares `/// @moderated`. `obey` runs in the same transaction, once for each decision: it removes for good what is to be
 * removed, which is not hidden besides, and signals open subscriptions.
 *
 * A domain that only quotes the content of others has `hidesRemoved`: what is removed stays hidden there.
 */
export function whenContentIsModerated<Store>(
  prefixes: readonly string[],
  obey: (store: Store, decision: ObeyedDecision) => Promise<AfterCommit>,
  { hidesRemoved = false }: { readonly hidesRemoved?: boolean } = {},
): readonly Reaction<Store>[] {
  const reaction = (
    type: EventType<ContentDecision>,
    decision: ObeyedDecision['decision'],
    snapshot?: Reaction<Store>['snapshot'],
  ): Reaction<Store> =>
    on(
      type,
      async (store: Store, { subjectId, at: instant }: ContentDecision, _event, sql: Sql) => {
        if (!prefixes.some((prefix) => subjectId.startsWith(`${prefix}_`))) return;
        const at = new Date(instant);
        const isHidden = decision === 'HIDE' || (hidesRemoved && decision === 'REMOVE');
        const isNews = await createHiddenContentCopy(sql).noteHidden({ subjectId, isHidden, at });
        return isNews ? obey(store, { subjectId, decision, at }) : undefined;
      },
      snapshot === undefined ? {} : { snapshot },
    );
  return [
    reaction(contentHidden, 'HIDE', {
      endUnconfirmed: (_store, startedAt, sql) => createHiddenContentCopy(sql).restoreUnconfirmed(startedAt),
    }),
    reaction(contentRemoved, 'REMOVE', {}),
    reaction(contentRestored, 'RESTORE'),
  ];
}
