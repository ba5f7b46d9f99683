import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PostalAddress } from '../orders/order.ts';

/** Where a person has things sent to. */
export interface Address extends PostalAddress {
  readonly id: string;
  readonly ownerId: string;
  readonly isDefault: boolean;
  readonly createdAt: Date;
}

const ADDRESSES = sql`SELECT id, owner_id AS "ownerId", name, line1, line2, city, region, postal_code AS "postalCode", country,
  phone, is_default AS "isDefault", created_at AS "createdAt" FROM address`;

/** Stores addresses. */
export const createAddressStore = (db: Sql) => ({
  /** Addresses of a person, the default one first, then the newest. */
  addressesOf: (ownerId: string): PromiseLike<Address[]> => db.$queryRaw<Address[]>`
    ${ADDRESSES} WHERE owner_id = ${ownerId} ORDER BY is_default DESC, id DESC`,

  /** Addresses of a person in the order of the ids; null for those of others. */
  async ownAddresses(ownerId: string, ids: readonly string[]): Promise<(Address | null)[]> {
    const rows = await db.$queryRaw<
      Address[]
    >`${ADDRESSES} WHERE owner_id = ${ownerId} AND id = ANY (${[...ids]}::text[])`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Stores an address, new or changed. A default one is the only one of its owner. */
  async storeAddress(address: Address): Promise<void> {
    const { id, ownerId, name, line1, line2, city, region, postalCode, country, phone, isDefault, createdAt } = address;
    if (isDefault)
      await db.$executeRaw`UPDATE address SET is_default = false WHERE owner_id = ${ownerId} AND is_default`;
    await db.$executeRaw`
      INSERT INTO address (id, owner_id, name, line1, line2, city, region, postal_code, country, phone, is_default, created_at)
      VALUES (${id}, ${ownerId}, ${name}, ${line1}, ${line2}, ${city}, ${region}, ${postalCode}, ${country}, ${phone}, ${isDefault}, ${createdAt})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, line1 = excluded.line1, line2 = excluded.line2, city = excluded.city,
        region = excluded.region, postal_code = excluded.postal_code, country = excluded.country, phone = excluded.phone,
        is_default = excluded.is_default`;
  },

  /** Deletes an address of a person; false when it is not theirs. */
  async deleteAddress(ownerId: string, id: string): Promise<boolean> {
    await db.$executeRaw`UPDATE cart SET address_id = NULL WHERE owner_id = ${ownerId} AND address_id = ${id}`;
    return (await db.$executeRaw`DELETE FROM address WHERE owner_id = ${ownerId} AND id = ${id}`) > 0;
  },
});
