import type { Sql } from '../../../runtime/database/database.ts';
import type { MethodDetails } from '../provider/provider-payment.ts';

/** A saved method as a payment keeps it. */
interface ChargeableMethod {
  readonly methodToken: string;
  readonly customerRef: string | null;
  readonly method: MethodDetails;
}

interface MethodRow extends MethodDetails {
  readonly methodToken: string;
  readonly customerRef: string | null;
}

/** Saved methods of people. */
export const createMethodStore = (db: Sql) => ({
  /** A saved method by which the provider can charge its owner; null when they have no such method there. */
  async findChargeableMethod(ownerId: string, provider: string, id: string): Promise<ChargeableMethod | null> {
    const [row] = await db.$queryRaw<MethodRow[]>`
      SELECT m.provider_ref AS "methodToken", c.provider_ref AS "customerRef", m.kind, m.brand, m.last4,
        m.expiry_month AS "expiryMonth", m.expiry_year AS "expiryYear"
      FROM payment_method m
      LEFT JOIN provider_customer c ON c.owner_id = m.owner_id AND c.provider = m.provider
      WHERE m.id = ${id} AND m.owner_id = ${ownerId} AND m.provider = ${provider}`;
    if (row === undefined) return null;
    const { methodToken, customerRef, ...method } = row;
    return { methodToken, customerRef, method };
  },
});
