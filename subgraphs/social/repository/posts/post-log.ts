import { AT_COMMIT } from '../../../../runtime/database/at-commit.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { createLogStore, WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import { enqueueWork } from '../../../../runtime/work/enqueue-work.ts';
import type { fanOutPost, POST_LOG } from '../../events.ts';

export const POST_LOG_NAME = 'social.posts' satisfies (typeof POST_LOG)['name'];

/** The kind of work that adds a post to the feeds that are kept ready. */
export const FAN_OUT = 'fan-out-post' satisfies (typeof fanOutPost)['kind'];

/** What an entry of the log of posts says. Its author is the first of `people`. */
export interface PostEntry {
  readonly postId: string;
}

/** What is published. */
interface Publication {
  readonly id: string;
  readonly authorId: string;
  /** In the form in which tags are compared. */
  readonly tags: readonly string[];
}

/** The log of all posts in the order of publishing. */
export const createPostLogStore = (db: Sql) => ({
  /**
   * Numbers a post and appends it to the log of all posts, by which feeds are made, at the commit of the transaction that
   * publishes it. Call `notifyWork` after the commit.
   */
  async appendPost({ id, authorId, tags }: Publication, at: Date): Promise<void> {
    const data: PostEntry = { postId: id };
    // Until it is done, feeds look for the post among all that are as new.
    await enqueueWork(db, { kind: FAN_OUT }, [{ payload: data }], at);
    await createLogStore(db).appendToLogs([{ log: POST_LOG_NAME, key: WHOLE_LOG, people: [authorId], data }], at);
    // Other posts wait for the head of the log until this one has committed.
    await db.$executeRaw`${AT_COMMIT}
      WITH numbered AS (
        UPDATE post SET number = h.sequence, published_at = ${at}, publish_at = NULL
        FROM log_head AS h WHERE h.log = ${POST_LOG_NAME} AND h.key = ${WHOLE_LOG} AND post.id = ${id}
        RETURNING post.number
      )
      INSERT INTO post_tag (tag, number, post_id)
      SELECT DISTINCT tag, number, ${id} FROM numbered, unnest(${[...tags]}::text[]) AS t(tag)`;
  },
});
