import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';

/** A gift that can be sent, as the catalogue has it now. */
export interface Gift {
  readonly id: string;
  readonly name: string;
  readonly emoji: string;
  /** Of one, in minor units of `currency`. */
  readonly amount: bigint;
  readonly currency: string;
  /** The platform's share, in basis points: 3,000 is 30 %. */
  readonly feeBasisPoints: number;
}

const OFFERS = sql`
  SELECT o.id, o.name, o.emoji, o.amount, o.currency, o.fee_basis_points AS "feeBasisPoints" FROM gift o WHERE o.is_offered`;

/** Reads what can be sent in streams. */
export const createGiftCatalog = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** What can be sent, in the order of the catalogue. */
  giftCatalog: (): PromiseLike<Gift[]> => db.$queryRaw<Gift[]>`${OFFERS} ORDER BY o.position, o.id`,

  /** What the catalogue offers under an id; null for what it does not. */
  async findOffer(id: string): Promise<Gift | null> {
    const [row] = await db.$queryRaw<Gift[]>`${OFFERS} AND o.id = ${id}`;
    return row ?? null;
  },
});
