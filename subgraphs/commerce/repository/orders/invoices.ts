import type { Sql } from '../../../../runtime/database/database.ts';
import { groupedBy, inOrderOf } from '../../../../runtime/database/loader.ts';

/** The bill for a part that is paid. */
export interface Invoice {
  readonly id: string;
  readonly partId: string;
  /** Null for who has deleted their account. */
  readonly sellerId: string | null;
  /** 1, 2, 3 … of its seller, without gaps. */
  readonly number: number;
  readonly issuedAt: Date;
}

/** Numbers invoices. */
export const createInvoiceStore = (db: Sql) => ({
  /** Gives an invoice the next number of its seller, whose other invoices wait until the transaction ends. */
  async addInvoice({ id, partId, sellerId, issuedAt }: Omit<Invoice, 'number'>): Promise<void> {
    await db.$executeRaw`
      WITH next AS (
        INSERT INTO invoice_head AS h (seller_id, number) VALUES (${sellerId}, 1)
        ON CONFLICT (seller_id) DO UPDATE SET number = h.number + 1 RETURNING number
      )
      INSERT INTO invoice (id, part_id, seller_id, number, issued_at)
      SELECT ${id}, ${partId}, ${sellerId}, number, ${issuedAt} FROM next`;
  },

  /** Invoices by the id of their part: one, or none. */
  async invoicesOfParts(partIds: readonly string[]): Promise<Invoice[][]> {
    const rows = await db.$queryRaw<Invoice[]>`
      SELECT id, part_id AS "partId", seller_id AS "sellerId", number, issued_at AS "issuedAt" FROM invoice
      WHERE part_id = ANY(${[...partIds]}::text[])`;
    return groupedBy(partIds, rows, ({ partId }) => partId);
  },

  async invoicesByIds(ids: readonly string[]): Promise<(Invoice | null)[]> {
    const rows = await db.$queryRaw<Invoice[]>`
      SELECT id, part_id AS "partId", seller_id AS "sellerId", number, issued_at AS "issuedAt" FROM invoice
      WHERE id = ANY(${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },
});
