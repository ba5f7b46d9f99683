import { sql } from '../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { haveContact } from './contact-grants.ts';
import { UNREAD_COUNT } from './deletions.ts';
import type { RoomRules } from './room-rules.ts';
import { IS_ARCHIVED } from './settings.ts';

/** What a member may do. */
export type MemberRole = 'OWNER' | 'ADMIN' | 'MEMBER';

/** A conversation as one viewer sees it. */
export interface Conversation {
  readonly id: string;
  readonly kind: 'DIRECT' | 'GROUP' | 'ROOM';
  readonly title: string | null;
  readonly createdAt: Date;
  readonly activeAt: Date;
  readonly lastSequence: number;
  readonly changeSequence: number;
  readonly memberCount: number;
  /** The other person of a direct conversation. */
  readonly otherUserId: string | null;
  /** The stream whose chat this room is. */
  readonly streamId: string | null;
  /** When writing in it ends, or has ended; null while there is no end. */
  readonly closesAt: Date | null;
  /** Who may write in a room besides its owner and admins. */
  readonly writeMode: RoomRules['writeMode'];
  /** Seconds between two messages of one person in a room; 0 for no limit. */
  readonly slowModeSeconds: number;
  /** Who opened it; null for who has deleted their account. */
  readonly openerId: string | null;
  /** Whether one of a direct conversation's two has blocked the other. */
  readonly isBlocked: boolean;
  /** Whether a direct conversation's two are friends or have a contact grant, by the local copies; true for other kinds. */
  readonly hasContact: boolean;
  /** Null where the viewer is not a member. */
  readonly role: MemberRole | null;
  /** Messages after what the viewer has read, but for deleted ones; 0 where the viewer is not a member. */
  readonly unreadCount: number;
  readonly isArchived: boolean;
  /** How long the viewer has muted it, perhaps until some time ago; `null` within is for good. Null when they have not. */
  readonly mute: { readonly until: Date | null } | null;
}

interface ConversationRow {
  id: string;
  kind: 'DIRECT' | 'GROUP' | 'ROOM';
  title: string | null;
  created_at: Date;
  active_at: Date;
  last_sequence: bigint;
  change_sequence: bigint;
  member_count: number;
  other_user_id: string | null;
  stream_id: string | null;
  closes_at: Date | null;
  write_mode: RoomRules['writeMode'];
  slow_mode_seconds: number;
  created_by: string | null;
  is_blocked: boolean;
  has_contact: boolean;
  role: MemberRole | null;
  unread_count: bigint | null;
  is_muted: boolean | null;
  muted_until: Date | null;
  is_archived: boolean;
}

/** The two of a direct conversation. */
const PAIR = [sql`split_part(c.direct_key, ':', 1)`, sql`split_part(c.direct_key, ':', 2)`] as const;

/** Whether a direct conversation's pair is blocked in either direction; false for other kinds. `c` is the conversation. */
export const IS_BLOCKED = sql`(c.kind = 'DIRECT' AND ${blockedBetween(...PAIR)})`;

/** Whether a direct conversation's pair are friends or have a contact grant; true for other kinds. */
const HAS_CONTACT = sql`(c.kind <> 'DIRECT' OR ${haveContact(...PAIR)})`;

/** The columns of a conversation as `viewerId` sees it; wants `conversation AS c` and the viewer's `member AS m`, if any. */
export const conversationColumns = (viewerId: string) => sql`
  c.id, c.kind, c.title, c.stream_id, c.closes_at, c.write_mode, c.slow_mode_seconds, c.created_by, c.created_at, c.active_at, c.last_sequence, c.change_sequence, c.member_count, m.role,
  ${UNREAD_COUNT} AS unread_count,
  m.is_muted, m.muted_until, ${IS_ARCHIVED} AS is_archived,
  CASE split_part(c.direct_key, ':', 1) WHEN ${viewerId} THEN split_part(c.direct_key, ':', 2) ELSE split_part(c.direct_key, ':', 1) END AS other_user_id,
  ${IS_BLOCKED} AS is_blocked, ${HAS_CONTACT} AS has_contact`;

/** Reads what `conversationColumns` selects. */
export const toConversation = (row: ConversationRow): Conversation => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  createdAt: row.created_at,
  activeAt: row.active_at,
  lastSequence: Number(row.last_sequence),
  changeSequence: Number(row.change_sequence),
  memberCount: row.member_count,
  otherUserId: row.other_user_id,
  streamId: row.stream_id,
  closesAt: row.closes_at,
  writeMode: row.write_mode,
  slowModeSeconds: row.slow_mode_seconds,
  openerId: row.created_by,
  isBlocked: row.is_blocked,
  hasContact: row.has_contact,
  role: row.role,
  unreadCount: Number(row.unread_count ?? 0),
  isArchived: row.is_archived,
  mute: row.is_muted === true ? { until: row.muted_until } : null,
});
