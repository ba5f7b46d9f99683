import type { Redis } from 'ioredis';
import { createQuotas } from '../../../runtime/limits/quotas.ts';

/** What of follows, mutes, lists and tags a person may do only so often. */
export type LimitedGraphAction = 'follow' | 'mute' | 'create-list';

/** Limits how often people do what disturbs others or fills tables. */
export interface GraphLimits {
  /** Counts one more; seconds until another is accepted when it is one too many, else null. */
  count(action: LimitedGraphAction, viewerId: string): Promise<number | null>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How often a person may do each in 24 hours: more than people do, and less than programs would. */
const LIMITS: Readonly<Record<LimitedGraphAction, number>> = {
  follow: 1_000,
  mute: 2_000,
  'create-list': 200,
};

/** Limits actions across all processes by Redis, or per process while Redis is unavailable. */
export function createGraphLimits(redis: Redis): GraphLimits {
  const quotas = createQuotas(redis);
  return {
    async count(action, viewerId) {
      const quota = { key: `social:${action}:${viewerId}`, limit: LIMITS[action], windowMs: DAY_MS };
      const waitMs = await quotas.reserve([quota]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
