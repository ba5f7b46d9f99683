import { z } from 'zod';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { parseTimeZone } from '../../../../runtime/text/time-zones.ts';
import type { DiscoveryContext } from '../../context.ts';
import type { UsedQuota } from '../../repository/quotas.ts';
import { nextMidnight } from './next-midnight.ts';

/** By what the end of the viewer's day is found. */
export interface DayNeeds extends Pick<DiscoveryContext, 'caller' | 'ask'> {
  readonly repository: Pick<DiscoveryContext['repository'], 'usedQuota'>;
}

const TIME_ZONE = 'query TimeZone($userId: ID!) { profile(userId: $userId) { settings { timezone } } }';
const PROFILE = z.object({
  profile: z.object({ settings: z.object({ timezone: z.string().nullable() }).nullable() }).nullable(),
});

/** What the viewer has used today, and when their day ends: once it has begun, another time zone does not change that. */
export async function readDay(needs: DayNeeds, now: Date): Promise<UsedQuota> {
  const used = await needs.repository.usedQuota(viewerOf(needs.caller), now);
  if (used !== null) return used;
  return { likes: 0, superlikes: 0, rewinds: 0, resetsAt: nextMidnight(await timeZoneOf(needs), now) };
}

/** The time zone of the viewer's profile; UTC where it names none, and when profile cannot be asked. */
async function timeZoneOf({ caller, ask }: Pick<DayNeeds, 'caller' | 'ask'>): Promise<string> {
  try {
    const { profile } = PROFILE.parse(await ask('profile', TIME_ZONE, { userId: caller.viewerId }, caller));
    return parseTimeZone(profile?.settings?.timezone ?? '') ?? 'UTC';
  } catch {
    return 'UTC';
  }
}
