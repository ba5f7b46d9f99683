import type { Logger } from 'pino';
import type { CommerceItem, Prisma } from '../../prisma/generated/commerce/client.ts';
import { inOrderOf } from '../../runtime/database/loader.ts';
import { openRepository } from '../../runtime/database/open-repository.ts';
import { rawSql } from '../../runtime/database/sql-fragment.ts';
import { createTableLog } from '../../runtime/live/table-log.ts';

export type { CommerceItem };

const COLUMNS = 'id, owner_id AS "ownerId", sequence, text, created_at AS "createdAt"';

const createStore = (db: Prisma.TransactionClient) => ({
  /** Each person's items as a log that they alone may follow. */
  itemLog: createTableLog<CommerceItem, CommerceItem>(db, {
    name: 'commerce.items',
    entries: { table: 'commerce_item', key: 'owner_id', columns: COLUMNS },
    heads: { table: 'commerce_head', key: 'owner_id', sequence: 'sequence' },
    entryOf: (item) => item,
  }),
  /** The owner's items in the order of the ids; null for those of others. */
  async items(ownerId: string, ids: readonly string[]) {
    const found = await db.$queryRaw<CommerceItem[]>`
      SELECT ${rawSql(COLUMNS)} FROM commerce_item WHERE owner_id = ${ownerId} AND id = ANY (${[...ids]})`;
    return inOrderOf(ids, found, ({ id }) => id);
  },
  /** Within a transaction, until whose end the owner's other items wait: so they are numbered in the order of commits. */
  async addItem(item: Omit<CommerceItem, 'sequence'>): Promise<CommerceItem> {
    const [head] = await db.$queryRaw<{ sequence: number }[]>`
      INSERT INTO commerce_head AS head (owner_id, sequence) VALUES (${item.ownerId}, 1)
      ON CONFLICT (owner_id) DO UPDATE SET sequence = head.sequence + 1 RETURNING sequence`;
    const sequence = head?.sequence ?? 1;
    await db.$executeRaw`
      INSERT INTO commerce_item (id, owner_id, sequence, text, created_at)
      VALUES (${item.id}, ${item.ownerId}, ${sequence}, ${item.text}, ${item.createdAt})`;
    return { ...item, sequence };
  },
});

/** What the domain stores and finds, inside a transaction or outside. */
export type CommerceStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type CommerceRepository = ReturnType<typeof openCommerceRepository>;

/** Opens the domain's tables; connects when first used. */
export const openCommerceRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'commerce',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../prisma/generated/commerce/client.ts')).PrismaClient(options),
    createStore,
  });
