import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { openPool } from '../runtime/database/open-pool.ts';

/** A Prisma driver adapter over a pool of its own. */
export function openAdapter(databaseUrl: string, schema: string): SqlDriverAdapterFactory {
  // Given a configuration, or connected again after it was closed, Prisma's own adapter makes pools without listeners.
  const open = () => new PrismaPg(openPool(databaseUrl, schema), { schema, disposeExternalPool: true });
  return { provider: 'postgres', adapterName: '@prisma/adapter-pg', connect: () => open().connect() };
}
