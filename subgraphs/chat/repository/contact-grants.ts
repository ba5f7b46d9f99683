import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { areFriends, blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { addChange, lockConversation } from './changes.ts';
import { directKeyOf } from './direct-key.ts';

/** Why two people may write to each other although they are no friends. */
export interface ContactGrant {
  readonly userIds: readonly [string, string];
  /** IMPORT: they wrote to each other in a system that was moved here. */
  readonly source: 'MATCH' | 'CONTRACT' | 'ORDER' | 'IMPORT';
  /** The match, contract or order; of an import the conversation. */
  readonly sourceId: string;
  readonly isActive: boolean;
  /** When it was given or ended. */
  readonly at: Date;
}

/** A match as the gateway names it: with the other person, where the viewer may see them. */
export interface Match {
  readonly id: string;
  readonly user?: { readonly id: string } | null;
}

/** A contract as the gateway names it: with its parties, as far as they are not gone. */
export interface Contract {
  readonly id: string;
  readonly client?: { readonly id: string } | null;
  readonly freelancer?: { readonly id: string } | null;
}

/** Whether two people have an active grant. Both are SQL expressions of an id. */
const isGranted = (one: SqlFragment, other: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM contact_grant AS g
  WHERE (g.user_low, g.user_high) IN ((${one}, ${other}), (${other}, ${one})) AND g.is_active)`;

/** Whether two people are friends or have an active grant, by the local copies. Both are SQL expressions of an id. */
export const haveContact = (one: SqlFragment, other: SqlFragment): SqlFragment =>
  sql`(${areFriends(one, other)} OR ${isGranted(one, other)})`;

/** Records contact grants and reads who may write to whom. */
export function createContactStore(db: Prisma.TransactionClient) {
  const inContact = async ([one, other]: readonly [string, string]): Promise<boolean> => {
    const [row] = await db.$queryRaw<{ has_contact: boolean }[]>`
      SELECT ${haveContact(sql`${one}`, sql`${other}`)} AS has_contact`;
    return row?.has_contact === true;
  };

  return {
    /** Who of these is a friend of the viewer or has an active grant with them, and is on neither side of a block. */
    async contactsAmong(viewerId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
      const [viewer, person] = [sql`${viewerId}`, sql`person.user_id`];
      const rows = await db.$queryRaw<{ user_id: string }[]>`
        SELECT person.user_id FROM unnest(${[...userIds]}::text[]) AS person (user_id)
        WHERE ${haveContact(viewer, person)} AND NOT ${blockedBetween(viewer, person)}`;
      return new Set(rows.map(({ user_id }) => user_id));
    },

    /**
     * Has the direct conversation of two people whose friendship began or ended log that they may write to each other from
     * now on, or no longer. False when they have no conversation, or an active grant by which they may write anyway.
     */
    async noteContactChange([one, other]: readonly [string, string], at: Date): Promise<boolean> {
      const conversation = await db.conversation.findUnique({
        where: { directKey: directKeyOf(one, other) },
        select: { id: true },
      });
      if (conversation === null) return false;
      await lockConversation(db, conversation.id);
      const [row] = await db.$queryRaw<{ is_granted: boolean }[]>`
        SELECT ${isGranted(sql`${one}`, sql`${other}`)} AS is_granted`;
      if (row?.is_granted === true) return false;
      await addChange(db, { conversationId: conversation.id, kind: 'UPDATED', memberIds: [], at });
      return true;
    },

    /**
     * Records that a grant was given or ended, unless a newer fact about it is recorded. When the two may write to each other
     * from now on, or no longer, their direct conversation logs it. Locks that conversation: of two grants that end at the
     * same time, the later one finds the other ended.
     */
    async noteContactGrant({ userIds, source, sourceId, isActive, at }: ContactGrant): Promise<void> {
      const [low = '', high = ''] = [...userIds].sort();
      const conversation = await db.conversation.findUnique({
        where: { directKey: directKeyOf(low, high) },
        select: { id: true },
      });
      if (conversation !== null) await lockConversation(db, conversation.id);
      const before = await inContact(userIds);
      await db.$executeRaw`
        INSERT INTO contact_grant AS known (user_low, user_high, source, source_id, is_active, changed_at, confirmed_at)
        VALUES (${low}, ${high}, ${source}, ${sourceId}, ${isActive}, ${at}, now())
        ON CONFLICT (user_low, user_high, source, source_id) DO UPDATE SET confirmed_at = excluded.confirmed_at,
          is_active = CASE WHEN known.changed_at <= excluded.changed_at THEN excluded.is_active ELSE known.is_active END,
          changed_at = greatest(known.changed_at, excluded.changed_at)`;
      if (conversation === null || before === (await inContact(userIds))) return;
      await addChange(db, { conversationId: conversation.id, kind: 'UPDATED', memberIds: [], at });
    },

    /** Ends the grants of a source that nothing has confirmed since `startedAt`, by the clock of this database. */
    async endUnconfirmedGrants(source: ContactGrant['source'], startedAt: Date): Promise<void> {
      await db.$executeRaw`
        UPDATE contact_grant SET is_active = false
        WHERE source = ${source} AND is_active AND confirmed_at < ${startedAt}`;
    },
  };
}
