import type { Redis } from 'ioredis';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import type { ActionLimits, LimitedAction } from '../context.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** How often a person may do something in an hour: more than anybody does by hand, less than a program wants. */
const MAX_PER_HOUR = {
  post: 120,
  repost: 300,
  comment: 600,
  edit: 300,
  like: 3_000,
  vote: 1_200,
  bookmark: 3_000,
  impressions: 3_600,
} as const satisfies Record<LimitedAction, number>;

/** Limits what people do, across all processes by Redis, or per process while that is away. */
export function createActionLimits(redis: Redis): ActionLimits {
  const quotas = createQuotas(redis);
  return {
    async count(action, viewerId) {
      const quota = { key: `social:${action}:${viewerId}`, limit: MAX_PER_HOUR[action], windowMs: HOUR_MS };
      const waitMs = await quotas.reserve([quota]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
