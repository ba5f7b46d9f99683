import type { Sql } from '../../../runtime/database/database.ts';

/** How a provider names a person, with whom it keeps their methods. */
export interface ProviderCustomer {
  readonly ownerId: string;
  readonly provider: string;
  readonly providerRef: string;
}

/** People as providers know them. */
export const createCustomerStore = (db: Sql) => ({
  async findCustomerRef(ownerId: string, provider: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ providerRef: string }[]>`
      SELECT provider_ref AS "providerRef" FROM provider_customer WHERE owner_id = ${ownerId} AND provider = ${provider}`;
    return row?.providerRef ?? null;
  },

  /** Does nothing when the provider names the person already. */
  async addCustomer({ ownerId, provider, providerRef }: ProviderCustomer): Promise<void> {
    await db.$executeRaw`
      INSERT INTO provider_customer (owner_id, provider, provider_ref) VALUES (${ownerId}, ${provider}, ${providerRef})
      ON CONFLICT DO NOTHING`;
  },

  /** Makes others who change the methods of the person wait until the transaction ends. False: no provider names them. */
  async lockCustomer(ownerId: string): Promise<boolean> {
    const rows = await db.$queryRaw<{ provider: string }[]>`
      SELECT provider FROM provider_customer WHERE owner_id = ${ownerId} ORDER BY provider FOR UPDATE`;
    return rows.length > 0;
  },

  async customersOf(ownerId: string): Promise<ProviderCustomer[]> {
    return await db.$queryRaw<ProviderCustomer[]>`
      SELECT owner_id AS "ownerId", provider, provider_ref AS "providerRef" FROM provider_customer
      WHERE owner_id = ${ownerId} ORDER BY provider`;
  },
});
