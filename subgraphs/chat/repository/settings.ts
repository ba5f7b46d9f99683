import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { changeOwn } from './own-change.ts';

/**
 * Whether a conversation is still archived for a member: it has no newer message, or the newest one arrived while it was
 * muted. Does not depend on the current time, so that a list changes only together with a logged change. `c` is the
 * conversation, `m` the member.
 */
export const IS_ARCHIVED = sql`
  (m.archived_sequence IS NOT NULL AND (c.last_sequence <= m.archived_sequence
    OR (m.is_muted AND (m.muted_until IS NULL OR m.muted_until > c.active_at))))`;

/** Whether a member wants no notifications of a conversation at an instant. `m` is the member. */
export const isMutedAt = (at: Date) => sql`(m.is_muted AND (m.muted_until IS NULL OR m.muted_until > ${at}))`;

/** How a member wants to keep a conversation from now on. */
export interface SettingDraft {
  readonly conversationId: string;
  readonly userId: string;
  readonly at: Date;
}

/** How members keep their conversations; each change is logged for the person's own devices, in the same statement. */
export function createSettingStore(db: Prisma.TransactionClient) {
  /** Sets columns of `member AS m`; false when they had these values before. What is archived when the mute changes stays so. */
  const change = (
    draft: SettingDraft,
    { isMuted, mutedUntil, archived }: Readonly<Record<'isMuted' | 'mutedUntil' | 'archived', SqlFragment>>,
  ): Promise<boolean> =>
    changeOwn(db, {
      ...draft,
      kind: 'SETTINGS_CHANGED',
      set: sql`is_muted = ${isMuted}, muted_until = ${mutedUntil}, archived_sequence = ${archived}`,
      where: sql`(m.is_muted, m.muted_until, ${IS_ARCHIVED}) IS DISTINCT FROM (${isMuted}, ${mutedUntil}, (${archived}) IS NOT NULL)`,
    });
  const stillArchived = sql`CASE WHEN ${IS_ARCHIVED} THEN c.last_sequence END`;
  const asMuted = { isMuted: sql`m.is_muted`, mutedUntil: sql`m.muted_until` };

  return {
    /** Mutes until an instant, or for good. False when nothing changed. */
    mute: (draft: SettingDraft, until: Date | null): Promise<boolean> =>
      change(draft, {
        isMuted: sql`true`,
        mutedUntil: sql`${until}::timestamptz(3)`,
        archived: stillArchived,
      }),

    /** Ends a mute. False when nothing changed. */
    unmute: (draft: SettingDraft): Promise<boolean> =>
      change(draft, { isMuted: sql`false`, mutedUntil: sql`NULL::timestamptz`, archived: stillArchived }),

    /** Archives everything up to the newest message. False when nothing changed. */
    archive: (draft: SettingDraft): Promise<boolean> => change(draft, { ...asMuted, archived: sql`c.last_sequence` }),

    /** Takes back out. False when nothing changed. */
    unarchive: (draft: SettingDraft): Promise<boolean> => change(draft, { ...asMuted, archived: sql`NULL::bigint` }),
  };
}
