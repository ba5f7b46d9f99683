import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';

/** Whether a person is muted by the viewer now. The people are SQL expressions of ids, `now` is one of an instant. */
export const isMutedPerson = (viewer: SqlFragment, person: SqlFragment, now: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM user_mute AS muted WHERE muted.muter_id = ${viewer} AND muted.muted_id = ${person}
    AND (muted.until IS NULL OR muted.until > ${now}))`;

/**
 * Whether the viewer wants a post in feeds: its people and its thread are not muted, and it was not hidden. Muted words are
 * compared in texts by `holdsMutedWord`. The post is `p`, and the one that it shows as a repost `original`.
 */
export const isWanted = (viewer: SqlFragment, now: SqlFragment): SqlFragment => sql`(
  NOT ${isMutedPerson(viewer, sql`p.author_id`, now)}
  AND (p.repost_of_id IS NULL OR NOT ${isMutedPerson(viewer, sql`original.author_id`, now)})
  AND NOT EXISTS (SELECT FROM thread_mute AS thread
    WHERE thread.user_id = ${viewer} AND thread.post_id = coalesce(p.repost_of_id, p.id))
  AND NOT EXISTS (SELECT FROM hidden_post AS taken
    WHERE taken.user_id = ${viewer} AND taken.post_id IN (p.id, p.repost_of_id)))`;
