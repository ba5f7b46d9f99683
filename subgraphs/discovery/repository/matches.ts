import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { MatchFact } from '../events.ts';
import { areHidden } from './pairs.ts';

/** A match as one of the two sees it. */
export interface Match {
  readonly id: string;
  readonly otherId: string;
  readonly createdAt: Date;
  readonly talkingAt: Date | null;
  readonly endedAt: Date | null;
}

/** The two of a match, the lesser id first. */
export interface MatchedPair {
  readonly id: string;
  readonly userIds: readonly [string, string];
}

const LATEST_FIRST: ListOrder = { by: [['m.id', 'text']], direction: 'DESC' };

/** The other person of the match `m`, for one of the two. */
const otherThan = (viewerId: string): SqlFragment =>
  sql`CASE m.low_id WHEN ${viewerId} THEN m.high_id ELSE m.low_id END`;

const columns = (viewerId: string): SqlFragment => sql`
  m.id, ${otherThan(viewerId)} AS "otherId", m.created_at AS "createdAt", m.talking_at AS "talkingAt", m.ended_at AS "endedAt"`;

/** Matches of the viewer with people whom they may see. */
const visibleTo = (viewerId: string): SqlFragment => sql`
  discovery_match AS m WHERE (m.low_id = ${viewerId} OR m.high_id = ${viewerId})
    AND NOT ${areHidden(sql`${viewerId}`, sql`(${otherThan(viewerId)})`)}
    AND EXISTS (SELECT FROM discovery_person AS o WHERE o.user_id = (${otherThan(viewerId)}))`;

const STATES = {
  NEW: sql`m.ended_at IS NULL AND m.talking_at IS NULL`,
  TALKING: sql`m.ended_at IS NULL AND m.talking_at IS NOT NULL`,
  ENDED: sql`m.ended_at IS NOT NULL`,
} as const;

/** How a match stands. */
export type MatchState = keyof typeof STATES;

interface PairRow {
  id: string;
  low_id: string;
  high_id: string;
}

const toPair = ({ id, low_id, high_id }: PairRow): MatchedPair => ({ id, userIds: [low_id, high_id] });

/** Stores and finds matches. */
export const createMatchStore = (db: Prisma.TransactionClient) => ({
  /** Stores the match of two people; null when they have one, or had one. */
  async addMatch(id: string, one: string, other: string, at: Date): Promise<MatchedPair | null> {
    const [row] = await db.$queryRaw<PairRow[]>`
      INSERT INTO discovery_match (id, low_id, high_id, created_at)
      VALUES (${id}, LEAST(${one}, ${other} COLLATE "C"), GREATEST(${one}, ${other} COLLATE "C"), ${at})
      ON CONFLICT (low_id, high_id) DO NOTHING RETURNING id, low_id, high_id`;
    return row === undefined ? null : toPair(row);
  },

  /** Ends a match; null when it has ended before. `endedBy` is null where nobody is to know who ended it. */
  async endMatch(
    id: string,
    { endedBy, reason, at }: { readonly endedBy: string | null; readonly reason: string | null; readonly at: Date },
  ): Promise<MatchedPair | null> {
    const [row] = await db.$queryRaw<PairRow[]>`
      UPDATE discovery_match SET ended_at = ${at}, ended_by = ${endedBy}, end_reason = ${reason}
      WHERE id = ${id} AND ended_at IS NULL RETURNING id, low_id, high_id`;
    return row === undefined ? null : toPair(row);
  },

  /** Ends matches of a person that have not ended, at most `limit`. */
  async endMatchesOf(userId: string, at: Date, limit: number): Promise<MatchedPair[]> {
    const rows = await db.$queryRaw<PairRow[]>`
      UPDATE discovery_match SET ended_at = ${at} WHERE id IN (
        SELECT id FROM discovery_match WHERE (low_id = ${userId} OR high_id = ${userId}) AND ended_at IS NULL
        ORDER BY id LIMIT ${limit}::int FOR UPDATE)
      RETURNING id, low_id, high_id`;
    return rows.map(toPair);
  },

  /** The id of the match of two people that has not ended; null when there is none. */
  async matchBetween(one: string, other: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM discovery_match WHERE ended_at IS NULL
        AND low_id = LEAST(${one}, ${other} COLLATE "C") AND high_id = GREATEST(${one}, ${other} COLLATE "C")`;
    return row?.id ?? null;
  },

  /** Records that two people who have a match have begun to write to each other. */
  async noteTalking(one: string, other: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE discovery_match SET talking_at = ${at}
      WHERE low_id = LEAST(${one}, ${other} COLLATE "C") AND high_id = GREATEST(${one}, ${other} COLLATE "C") AND talking_at IS NULL`;
  },

  /** Matches of the viewer, in the order of `ids`; null for those of others, and with people whom they may not see. */
  async visibleMatches(viewerId: string, ids: readonly string[]): Promise<(Match | null)[]> {
    const rows = await db.$queryRaw<Match[]>`
      SELECT ${columns(viewerId)} FROM ${visibleTo(viewerId)} AND m.id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the viewer's matches, latest first; in any state but ENDED when none is given. */
  async matchPage(viewerId: string, state: MatchState | null, page: PageRequest<readonly [string]>): Promise<Match[]> {
    const { beyond, order } = pageClauses(LATEST_FIRST, page);
    const isAsked = state === null ? sql`m.ended_at IS NULL` : STATES[state];
    return db.$queryRaw<Match[]>`
      SELECT ${columns(viewerId)} FROM ${visibleTo(viewerId)} AND ${isAsked} AND ${beyond} ${order}`;
  },

  /** Matches that have not ended, for domains that keep a copy of them. */
  async matchFacts(after: string | null, limit: number): Promise<FactPage<MatchFact>> {
    const rows = await db.$queryRaw<(PairRow & { created_at: Date })[]>`
      SELECT id, low_id, high_id, created_at FROM discovery_match
      WHERE ended_at IS NULL AND id > ${after ?? ''} ORDER BY id LIMIT ${limit}::int`;
    const payloads = rows.map((row) => ({
      matchId: row.id,
      userIds: toPair(row).userIds,
      at: row.created_at.toISOString(),
    }));
    return { payloads, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  },

  async countMatches(): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM discovery_match WHERE ended_at IS NULL`;
    return row?.count ?? 0;
  },
});
