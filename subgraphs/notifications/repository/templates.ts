import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { Client } from './client.ts';

/** A version of the text of notifications. */
export interface NotificationTemplate {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly version: number;
  readonly title: string;
  readonly body: string;
  readonly html: string | null;
  readonly createdAt: Date;
}

/** A version to be stored; its number follows the newest one. */
export interface TemplateDraft extends Omit<NotificationTemplate, 'version'> {
  readonly createdBy: string;
}

/** Sort key of a template in the list. */
export type TemplateKey = readonly [name: string, locale: string, version: number];

const COLUMNS = sql`t.id, t.name, t.locale, t.version, t.title, t.body, t.html, t.created_at AS "createdAt"`;

const BY_NAME: ListOrder = {
  by: [
    ['t.name', 'text'],
    ['t.locale', 'text'],
    ['t.version', 'integer'],
  ],
  direction: 'ASC',
};

/** Texts with their versions. */
export const createTemplateStore = (db: Client) => ({
  /** In the order of `ids`. */
  async templates(ids: readonly string[]): Promise<(NotificationTemplate | null)[]> {
    const rows = await db.$queryRaw<
      NotificationTemplate[]
    >`SELECT ${COLUMNS} FROM template t WHERE t.id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** The newest version of each locale, the locale that was there first before the others. */
  newestOf: (name: string): Promise<NotificationTemplate[]> =>
    db.$queryRaw<NotificationTemplate[]>`
      SELECT ${COLUMNS} FROM template t JOIN (
        SELECT locale, max(version) AS version, min(id) AS first FROM template WHERE name = ${name} GROUP BY locale
      ) AS newest ON newest.locale = t.locale AND newest.version = t.version
      WHERE t.name = ${name} ORDER BY newest.first`,

  /** Keeps other changes of this template away until the transaction ends. */
  async lockTemplate(name: string): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`template:${name}`}, 0))::text`;
  },

  async addTemplate(draft: TemplateDraft): Promise<NotificationTemplate> {
    const [row] = await db.$queryRaw<NotificationTemplate[]>`
      INSERT INTO template AS t (id, name, locale, version, title, body, html, created_by, created_at)
      SELECT ${draft.id}, ${draft.name}, ${draft.locale}, COALESCE(max(version), 0) + 1, ${draft.title}, ${draft.body},
        ${draft.html}, ${draft.createdBy}, ${draft.createdAt}
      FROM template WHERE name = ${draft.name} AND locale = ${draft.locale}
      RETURNING ${COLUMNS}`;
    if (row === undefined) throw new Error('a template was not stored');
    return row;
  },

  /** A page by name, locale and version. */
  templatePage(
    { name, allVersions }: { readonly name: string | null; readonly allVersions: boolean },
    page: PageRequest<TemplateKey>,
  ): Promise<NotificationTemplate[]> {
    const { beyond, order } = pageClauses(BY_NAME, page);
    const newest = sql`AND NOT EXISTS (
      SELECT FROM template l WHERE l.name = t.name AND l.locale = t.locale AND l.version > t.version)`;
    return db.$queryRaw<NotificationTemplate[]>`
      SELECT ${COLUMNS} FROM template t
      WHERE (${name}::text IS NULL OR t.name = ${name}) ${allVersions ? sql`` : newest} AND ${beyond} ${order}`;
  },
});
