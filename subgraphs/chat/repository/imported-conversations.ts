import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import type { MemberRole } from './conversation-rows.ts';
import { directKeyOf } from './direct-key.ts';

/** A conversation of an older system. */
export interface ImportedConversation {
  readonly id: string;
  readonly kind: 'DIRECT' | 'GROUP' | 'ROOM';
  /** Null for DIRECT ones. */
  readonly title: string | null;
  /** Of a ROOM, as names are compared; null for other kinds. */
  readonly roomKey: string | null;
  readonly titleSkeleton: string | null;
  readonly createdAt: Date;
  /** Who opened a GROUP or ROOM comes first. They have joined when it was opened, as far as anybody knows. */
  readonly members: readonly { readonly userId: string; readonly role: MemberRole }[];
}

/** What an import needs of a conversation that is there. */
export interface StoredConversation {
  readonly id: string;
  /** The two of a DIRECT conversation, in order; null for other kinds. */
  readonly pair: readonly string[] | null;
  readonly roomKey: string | null;
  readonly titleSkeleton: string | null;
}

/** The facts of a conversation that an import brought. */
export interface ConversationFacts {
  readonly id: string;
  readonly kind: string;
  readonly title: string | null;
  readonly createdAt: Date;
  readonly memberIds: readonly string[];
}

const keyOfPair = ({ kind, members: [one, other] }: ImportedConversation): string | null =>
  kind === 'DIRECT' && one !== undefined && other !== undefined ? directKeyOf(one.userId, other.userId) : null;

/** Conversations that come by an import. */
export const createConversationImportStore = (db: Prisma.TransactionClient) => ({
  /** Conversations with the id, the pair or the name of one of these, in any order. */
  storedConversations: (drafts: readonly ImportedConversation[]): Promise<StoredConversation[]> =>
    db.$queryRaw<StoredConversation[]>`
      SELECT id, string_to_array(direct_key, ':') AS pair, room_key AS "roomKey", title_skeleton AS "titleSkeleton"
      FROM conversation WHERE id = ANY (${drafts.map(({ id }) => id)}::text[])
        OR direct_key = ANY (${drafts.map(keyOfPair).filter((key) => key !== null)}::text[])
        OR room_key = ANY (${drafts.map(({ roomKey }) => roomKey).filter((key) => key !== null)}::text[])
        OR title_skeleton = ANY (${drafts.map(({ titleSkeleton }) => titleSkeleton).filter((key) => key !== null)}::text[])`,

  /** Those of the ids that exist. */
  async existingConversations(ids: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`SELECT id FROM conversation WHERE id = ANY (${[...ids]}::text[])`;
    return rows.map(({ id }) => id);
  },

  /** What is compared with a dump, of those that exist. */
  conversationFacts: (ids: readonly string[]): Promise<ConversationFacts[]> =>
    db.$queryRaw<ConversationFacts[]>`
      SELECT c.id, c.kind, c.title, c.created_at AS "createdAt",
        ARRAY(SELECT m.user_id FROM member AS m WHERE m.conversation_id = c.id) AS "memberIds"
      FROM conversation AS c WHERE c.id = ANY (${[...ids]}::text[])`,

  /**
   * Stores conversations with their members, as if their opening had been brought to the members long ago: nothing is pushed,
   * and lists have them when they are read next. The two of a DIRECT one may go on writing to each other although nobody asks
   * whether they are friends; a block ends it. Returns the ids of those that were stored.
   */
  async addImportedConversations(drafts: readonly ImportedConversation[]): Promise<ReadonlySet<string>> {
    const added = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO conversation (id, kind, title, direct_key, room_key, title_skeleton, created_by, created_at, active_at,
        change_sequence, projected_sequence, member_count)
      SELECT id, kind, title, direct_key, room_key, title_skeleton, created_by, created_at, created_at, 1, 1, member_count
      FROM unnest(
          ${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ kind }) => kind)}::text[], ${drafts.map(({ title }) => title)}::text[],
          ${drafts.map(keyOfPair)}::text[], ${drafts.map(({ roomKey }) => roomKey)}::text[],
          ${drafts.map(({ titleSkeleton }) => titleSkeleton)}::text[], ${drafts.map(({ members }) => members[0]?.userId ?? null)}::text[],
          ${drafts.map(({ createdAt }) => createdAt)}::timestamptz[], ${drafts.map(({ members }) => members.length)}::int[])
        AS draft (id, kind, title, direct_key, room_key, title_skeleton, created_by, created_at, member_count)
      ON CONFLICT DO NOTHING RETURNING id`;
    const ids = new Set(added.map(({ id }) => id));
    const members = drafts.flatMap((draft) =>
      ids.has(draft.id)
        ? draft.members.map((member) => ({ ...member, conversationId: draft.id, createdAt: draft.createdAt }))
        : [],
    );
    await db.$executeRaw`
      INSERT INTO member (conversation_id, user_id, role, joined_at, joined_change)
      SELECT *, 1 FROM unnest(${members.map(({ conversationId }) => conversationId)}::text[], ${members.map(({ userId }) => userId)}::text[],
        ${members.map(({ role }) => role)}::text[], ${members.map(({ createdAt }) => createdAt)}::timestamptz[])`;
    await grantContact(
      db,
      drafts.filter(({ id, kind }) => kind === 'DIRECT' && ids.has(id)),
    );
    return ids;
  },
});

async function grantContact(db: Prisma.TransactionClient, drafts: readonly ImportedConversation[]): Promise<void> {
  if (drafts.length === 0) return;
  const pairs = drafts.map(({ members }) => members.map(({ userId }) => userId).sort());
  await db.$executeRaw`
    INSERT INTO contact_grant (user_low, user_high, source, source_id, is_active, changed_at)
    SELECT low, high, 'IMPORT', id, true, at FROM unnest(
      ${pairs.map(([low = '']) => low)}::text[], ${pairs.map(([, high = '']) => high)}::text[],
      ${drafts.map(({ id }) => id)}::text[], ${drafts.map(({ createdAt }) => createdAt)}::timestamptz[]) AS pair (low, high, id, at)
    ON CONFLICT DO NOTHING`;
}
