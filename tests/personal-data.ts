import { z } from 'zod';
import type { DomainWorld } from './domain-world.ts';

const PERSONAL_DATA = `query ($userId: ID!, $after: String) {
  personalData(userId: $userId, after: $after) { collection records next }
}`;
const PAGE = z.object({ collection: z.string(), records: z.array(z.string()), next: z.string().nullable() });

/** Asks a domain for a page of what it keeps about a person, as a caller of choice. */
export const askPersonalData = (
  { execute, asService }: Pick<DomainWorld, 'execute' | 'asService'>,
  userId: string,
  after: string | null = null,
  caller = asService('auth'),
) => execute(PERSONAL_DATA, { userId, after }, caller);

/** All that a domain keeps about a person, by collection, as the auth domain collects it. */
export async function personalDataOf(
  world: Pick<DomainWorld, 'execute' | 'asService'>,
  userId: string,
): Promise<Record<string, Record<string, unknown>[]>> {
  const found: Record<string, Record<string, unknown>[]> = {};
  let after: string | null = null;
  do {
    const { data, errors } = await askPersonalData(world, userId, after);
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    const page: z.infer<typeof PAGE> = PAGE.parse(data?.['personalData']);
    const records = page.records.map((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
    found[page.collection] = [...(found[page.collection] ?? []), ...records];
    after = page.next;
  } while (after !== null);
  return found;
}
