import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { ProfileChanged } from '../events.ts';

/** Reads the facts of all profiles, for domains that keep a copy of them, and erases them from events. */
export const createFactStore = (db: Prisma.TransactionClient) => ({
  /** Facts of profiles in the order of the user ids. */
  async profileFacts(after: string | null, limit: number): Promise<FactPage<ProfileChanged>> {
    const payloads = await db.profile.findMany({
      where: { userId: { gt: after ?? '' } },
      orderBy: { userId: 'asc' },
      take: limit,
      select: {
        ...{ userId: true, nickname: true, gender: true, interests: true, city: true, country: true },
        ...{ visibility: true, revision: true },
      },
    });
    return { payloads, next: payloads.length < limit ? null : (payloads.at(-1)?.userId ?? null) };
  },

  countProfiles: (): Promise<number> => db.profile.count(),

  /** Erases a person's facts from events that stay in the outbox for consumers that are behind. */
  async eraseFactsInEvents(userId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE outbox_event SET payload = payload || '{"nickname": "", "gender": null, "interests": [], "city": null, "country": null}'
      WHERE payload ->> 'userId' = ${userId} AND payload ->> 'nickname' <> ''`;
  },
});
