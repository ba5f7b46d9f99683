import type { Redis } from 'ioredis';
import { createQuotas } from '../../../runtime/limits/quotas.ts';
import type { ProjectsContext } from '../context.ts';

type ActionLimits = ProjectsContext['limits'];
type LimitedAction = Parameters<ActionLimits['count']>[0];

const HOUR_MS = 60 * 60 * 1_000;

/** How often a person may do something in an hour: more than anybody does by hand, less than a program wants. */
const MAX_PER_HOUR = {
  project: 30,
  proposal: 60,
  invitation: 20,
  question: 60,
} as const satisfies Record<LimitedAction, number>;

/** Limits what people do, across all processes by Redis, or per process while that is away. */
export function createActionLimits(redis: Redis): ActionLimits {
  const quotas = createQuotas(redis);
  return {
    async count(action, viewerId) {
      const quota = { key: `projects:${action}:${viewerId}`, limit: MAX_PER_HOUR[action], windowMs: HOUR_MS };
      const waitMs = await quotas.reserve([quota]);
      return waitMs === 0 ? null : Math.ceil(waitMs / 1_000);
    },
  };
}
