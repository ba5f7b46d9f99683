import type { Redis } from 'ioredis';
import { clientNetwork } from '../../../runtime/limits/client-network.ts';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import { aliasOf } from '../../../runtime/text/alias-of.ts';
import type { ActionLimits, LimitedAction } from '../context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often somebody may do something: more than anybody does by hand, less than a program wants. */
const QUOTAS = {
  create: { limit: 120, windowMs: HOUR_MS },
  change: { limit: 1_200, windowMs: HOUR_MS },
  search: { limit: 60, windowMs: MINUTE_MS },
  pdf: { limit: 60, windowMs: MINUTE_MS },
} as const satisfies Record<LimitedAction, object>;

/** Who does it: a person, or the visitors of one network; null for a visitor without an address, who would share with all. */
const subjectOf = (viewerId: string | null, ip: string | null): string | null => {
  if (viewerId !== null) return `person:${viewerId}`;
  return ip === null ? null : `address:${clientNetwork(ip)}`;
};

/** Limits what people do, across all processes by Redis, or per process while that is away. */
export function createActionLimits(redis: Redis): ActionLimits {
  const quotas = createQuotas(redis);
  return {
    async count(action, viewerId, ip) {
      const subject = subjectOf(viewerId, ip);
      if (subject === null) return null;
      const waitMs = await quotas.reserve([{ key: `resume:${action}:${subject}`, ...QUOTAS[action] }]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}

/** Whether somebody sees a resume for the first time in a day, by a name that stands for both and is forgotten after it. */
export function createFirstViews(redis: Redis) {
  const quotas = createQuotas(redis);
  return async (resumeId: string, viewerId: string | null, ip: string | null): Promise<boolean> => {
    const subject = subjectOf(viewerId, ip);
    if (subject === null) return true;
    const key = `resume:view:${aliasOf(`${resumeId} ${subject}`)}`;
    return (await quotas.reserve([{ key, limit: 1, windowMs: DAY_MS }])) === 0;
  };
}
