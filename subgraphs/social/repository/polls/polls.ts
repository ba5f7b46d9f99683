import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';

/** Something to choose in a poll. */
export interface PollOption {
  readonly id: string;
  readonly text: string;
  readonly voteCount: number;
  readonly viewerHasChosen: boolean;
}

/** A question of a post, as a viewer sees it. */
export interface Poll {
  readonly postId: string;
  readonly closesAt: Date;
  readonly isMultiple: boolean;
  readonly voterCount: number;
  readonly viewerHasVoted: boolean;
  readonly options: readonly PollOption[];
}

/** A poll to store. */
export interface PollDraft {
  readonly closesAt: Date;
  readonly isMultiple: boolean;
  readonly options: readonly { readonly id: string; readonly text: string }[];
}

/** A poll as voting needs it. */
export interface PollRules extends Pick<PollDraft, 'closesAt' | 'isMultiple'> {
  readonly optionIds: readonly string[];
}

/** A count with what was not folded yet. */
const countOf = (name: 'votes' | 'voters', subject: SqlFragment): SqlFragment => sql`(
  coalesce((SELECT c.value FROM counter AS c WHERE c.subject = ${subject} AND c.name = ${name}), 0)
  + coalesce((SELECT sum(c.delta) FROM counter_change AS c WHERE c.subject = ${subject} AND c.name = ${name}), 0))::int`;

/** Polls and their votes. */
export const createPollStore = (db: Sql) => ({
  /** Stores the poll of a post, in place of the one that it has. */
  async replacePoll(postId: string, poll: PollDraft | null): Promise<void> {
    await db.$executeRaw`DELETE FROM poll WHERE post_id = ${postId}`;
    if (poll === null) return;
    await db.$executeRaw`
      WITH q AS (
        INSERT INTO poll (post_id, closes_at, is_multiple) VALUES (${postId}, ${poll.closesAt}, ${poll.isMultiple})
        RETURNING post_id
      )
      INSERT INTO poll_option (id, post_id, position, text)
      SELECT o.id, q.post_id, o.nth - 1, o.text
      FROM q, unnest(${poll.options.map(({ id }) => id)}::text[], ${poll.options.map(({ text }) => text)}::text[])
        WITH ORDINALITY AS o(id, text, nth)`;
  },

  /** The polls of posts in their order, as the viewer sees them; null for a post without one. */
  async pollsOf(viewerId: string, postIds: readonly string[]): Promise<(Poll | null)[]> {
    const found = await db.$queryRaw<Poll[]>`
      SELECT q.post_id AS "postId", q.closes_at AS "closesAt", q.is_multiple AS "isMultiple",
        ${countOf('voters', sql`q.post_id`)} AS "voterCount",
        coalesce(cardinality(v.option_ids), 0) > 0 AS "viewerHasVoted",
        (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'text', o.text, 'voteCount', ${countOf('votes', sql`o.id`)},
            'viewerHasChosen', coalesce(o.id = ANY (v.option_ids), FALSE)) ORDER BY o.position)
          FROM poll_option AS o WHERE o.post_id = q.post_id) AS options
      FROM poll AS q LEFT JOIN poll_vote AS v ON v.post_id = q.post_id AND v.user_id = ${viewerId}
      WHERE q.post_id = ANY (${[...postIds]}::text[])`;
    return inOrderOf(postIds, found, ({ postId }) => postId);
  },

  /** Null for a post without a poll. */
  async pollRules(postId: string): Promise<PollRules | null> {
    const [rules] = await db.$queryRaw<PollRules[]>`
      SELECT q.closes_at AS "closesAt", q.is_multiple AS "isMultiple", array_agg(o.id ORDER BY o.position) AS "optionIds"
      FROM poll AS q JOIN poll_option AS o ON o.post_id = q.post_id WHERE q.post_id = ${postId} GROUP BY q.post_id`;
    return rules ?? null;
  },

  /** What a person has chosen, locked until the transaction ends: their votes at one time wait for each other. */
  async lockVote(postId: string, userId: string, at: Date): Promise<readonly string[]> {
    await db.$executeRaw`
      INSERT INTO poll_vote (post_id, user_id, option_ids, voted_at) VALUES (${postId}, ${userId}, '{}', ${at})
      ON CONFLICT DO NOTHING`;
    const [row] = await db.$queryRaw<{ optionIds: string[] }[]>`
      SELECT option_ids AS "optionIds" FROM poll_vote WHERE post_id = ${postId} AND user_id = ${userId} FOR UPDATE`;
    return row?.optionIds ?? [];
  },

  /** Writes a vote that is locked. */
  async writeVote(postId: string, userId: string, optionIds: readonly string[], at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE poll_vote SET option_ids = ${[...optionIds]}::text[], voted_at = ${at}
      WHERE post_id = ${postId} AND user_id = ${userId}`;
  },

  /** Marks a poll as closed; null when it was before, is not over yet, or is gone. */
  async closePoll(postId: string, at: Date): Promise<{ authorId: string } | null> {
    const [row] = await db.$queryRaw<{ authorId: string }[]>`
      UPDATE poll AS q SET closed_at = ${at} FROM post AS p
      WHERE q.post_id = ${postId} AND p.id = q.post_id AND q.closed_at IS NULL AND q.closes_at <= ${at}
        AND p.number IS NOT NULL AND p.deleted_at IS NULL
      RETURNING p.author_id AS "authorId"`;
    return row ?? null;
  },

  /** Some of those who have voted, by id. */
  async votersAfter(postId: string, after: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      SELECT user_id AS "userId" FROM poll_vote
      WHERE post_id = ${postId} AND user_id > ${after} AND cardinality(option_ids) > 0 ORDER BY 1 LIMIT ${limit}`;
    return rows.map(({ userId }) => userId);
  },
});
