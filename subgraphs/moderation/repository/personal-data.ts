import type { Sql } from '../../../runtime/database/database.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

/** What this domain keeps about a person beside what its Prisma schema marks: decisions about them. What is open is not disclosed. */
export const moderationData = (db: Sql): readonly Collection[] => [
  {
    name: 'casesAboutMe',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id, subject_id AS "subjectId", kind, decision, reason, until, decided_at AS "decidedAt",
          appeal_text AS "appealText", appealed_at AS "appealedAt", appeal_outcome AS "appealOutcome",
          appeal_reason AS "appealReason", appeal_decided_at AS "appealDecidedAt"
        FROM moderation_case WHERE owner_id = ${userId} AND decision <> 'NONE' AND id > ${after} ORDER BY id LIMIT ${limit}`;
      return rows.map((record) => ({ key: record.id, record }));
    },
  },
];
