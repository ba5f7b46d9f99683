import type { Logger } from 'pino';
import type { Prisma, ProjectsItem } from '../../prisma/generated/projects/client.ts';
import { inOrderOf } from '../../runtime/database/loader.ts';
import { openRepository } from '../../runtime/database/open-repository.ts';
import { rawSql } from '../../runtime/database/sql-fragment.ts';
import { createTableLog } from '../../runtime/live/table-log.ts';

export type { ProjectsItem };

const COLUMNS = 'id, owner_id AS "ownerId", sequence, text, created_at AS "createdAt"';

const createStore = (db: Prisma.TransactionClient) => ({
  /** Each person's items as a log that they alone may follow. */
  itemLog: createTableLog<ProjectsItem, ProjectsItem>(db, {
    name: 'projects.items',
    entries: { table: 'projects_item', key: 'owner_id', columns: COLUMNS },
    heads: { table: 'projects_head', key: 'owner_id', sequence: 'sequence' },
    entryOf: (item) => item,
  }),
  /** The owner's items in the order of the ids; null for those of others. */
  async items(ownerId: string, ids: readonly string[]) {
    const found = await db.$queryRaw<ProjectsItem[]>`
      SELECT ${rawSql(COLUMNS)} FROM projects_item WHERE owner_id = ${ownerId} AND id = ANY (${[...ids]})`;
    return inOrderOf(ids, found, ({ id }) => id);
  },
  /** Within a transaction, until whose end the owner's other items wait: so they are numbered in the order of commits. */
  async addItem(item: Omit<ProjectsItem, 'sequence'>): Promise<ProjectsItem> {
    const [head] = await db.$queryRaw<{ sequence: number }[]>`
      INSERT INTO projects_head AS head (owner_id, sequence) VALUES (${item.ownerId}, 1)
      ON CONFLICT (owner_id) DO UPDATE SET sequence = head.sequence + 1 RETURNING sequence`;
    const sequence = head?.sequence ?? 1;
    await db.$executeRaw`
      INSERT INTO projects_item (id, owner_id, sequence, text, created_at)
      VALUES (${item.id}, ${item.ownerId}, ${sequence}, ${item.text}, ${item.createdAt})`;
    return { ...item, sequence };
  },
});

/** What the domain stores and finds, inside a transaction or outside. */
export type ProjectsStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ProjectsRepository = ReturnType<typeof openProjectsRepository>;

/** Opens the domain's tables; connects when first used. */
export const openProjectsRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'projects',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../prisma/generated/projects/client.ts')).PrismaClient(options),
    createStore,
  });
