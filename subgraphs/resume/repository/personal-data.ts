import type { Sql } from '../../../runtime/database/database.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';

interface VersionRow {
  readonly key: string;
  readonly resumeId: string;
  readonly version: number;
  readonly title: string;
  readonly locale: string;
  readonly content: object;
  readonly savedAt: Date;
}

interface LinkRow {
  readonly key: string;
  readonly resumeId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Between the parts of a key; ids do not hold it. */
const SEPARATOR = '/';

/** What this domain keeps about a person beside what its Prisma schema marks. */
export const resumeData = (db: Sql): readonly Collection[] => [
  {
    name: 'resumeVersions',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<VersionRow[]>`
        SELECT v.resume_id || ${SEPARATOR} || lpad(v.version::text, 10, '0') AS key, v.resume_id AS "resumeId", v.version,
          v.title, v.locale, v.content, v.saved_at AS "savedAt"
        FROM resume_version AS v JOIN resume AS r ON r.id = v.resume_id
        WHERE r.owner_id = ${userId} AND v.resume_id || ${SEPARATOR} || lpad(v.version::text, 10, '0') > ${after}
        ORDER BY v.resume_id || ${SEPARATOR} || lpad(v.version::text, 10, '0') LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
  {
    name: 'resumeLinks',
    async read(userId, after, limit) {
      const rows = await db.$queryRaw<LinkRow[]>`
        SELECT l.id AS key, l.resume_id AS "resumeId", l.created_at AS "createdAt", l.expires_at AS "expiresAt",
          l.revoked_at AS "revokedAt"
        FROM resume_link AS l JOIN resume AS r ON r.id = l.resume_id
        WHERE r.owner_id = ${userId} AND l.id > ${after} ORDER BY l.id LIMIT ${limit}`;
      return rows.map(({ key, ...record }) => ({ key, record }));
    },
  },
];
