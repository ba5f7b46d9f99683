import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

interface MatchRow {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly endedByMe: boolean | null;
}

/** Personal data beside what the Prisma schema marks: the matches of a person. Who ended one is said of themselves only. */
export const discoveryData = (db: Pick<Prisma.TransactionClient, '$queryRaw'>): readonly Collection[] => [
  {
    name: 'matches',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<MatchRow[]>`
        SELECT * FROM (
          (SELECT m.id, m.high_id AS "userId", m.created_at AS "createdAt", m.ended_at AS "endedAt", m.ended_by = ${userId} AS "endedByMe"
           FROM discovery_match AS m WHERE m.low_id = ${userId} AND m.id > ${after} ORDER BY m.id LIMIT ${limit}::int)
          UNION ALL
          (SELECT m.id, m.low_id, m.created_at, m.ended_at, m.ended_by = ${userId}
           FROM discovery_match AS m WHERE m.high_id = ${userId} AND m.id > ${after} ORDER BY m.id LIMIT ${limit}::int)
        ) AS m ORDER BY m.id LIMIT ${limit}::int`;
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
];
