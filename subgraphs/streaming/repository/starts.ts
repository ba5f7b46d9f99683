import type { Prisma } from '../../../prisma/generated/streaming/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { LogRow } from '../../../runtime/live/durable-log.ts';
import { createStoredLog } from '../../../runtime/live/stored-log.ts';
import { areFollowsComplete } from '../../../runtime/relations/follow-sql.ts';
import { STARTS_LOG_NAME } from './log-names.ts';
import { accessOf } from './visibility.ts';

/** That a stream began. */
export interface StartEntry {
  readonly streamId: string;
}

/** The log that `streamStarted` follows: of each stream, the host's followers who may watch it. */
export const createStartStore = (db: Prisma.TransactionClient) => ({
  startsLog: createStoredLog<StartEntry, StartEntry>(db, {
    name: STARTS_LOG_NAME,
    entryOf: ({ data: { streamId } }) => ({ streamId }),
    async relevant(rows: readonly LogRow<StartEntry>[], viewerIds: readonly string[]) {
      const streamIds = rows.map(({ entry }) => entry.streamId);
      const found = await db.$queryRaw<{ nth: number; viewerId: string }[]>`
        SELECT started.nth::int AS nth, follows.follower_id AS "viewerId"
        FROM unnest(${streamIds}::text[]) WITH ORDINALITY AS started (stream_id, nth)
        JOIN live_stream s ON s.id = started.stream_id
        JOIN follow AS follows ON follows.followee_id = s.host_id AND follows.is_active AND follows.follower_id = ANY (${[...viewerIds]}::text[])
        WHERE ${areFollowsComplete} AND ${accessOf(sql`follows.follower_id`)} = 'VISIBLE'`;
      const viewers = Map.groupBy(found, ({ nth }) => nth);
      return rows.map((_, at) => new Set((viewers.get(at + 1) ?? []).map(({ viewerId }) => viewerId)));
    },
  }),
});
