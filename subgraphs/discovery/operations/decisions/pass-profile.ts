import { z } from 'zod';
import { parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../../context.ts';
import { type Deciding, type DecisionRefusal, storeDecision } from './store-decision.ts';

const INPUT = z.object({ userId: z.string().max(100), notAgain: z.boolean().nullish() });

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A person who was passed over is not shown for so long. */
export const PASS_MS = 30 * DAY_MS;

interface Needs extends Pick<DiscoveryContext, 'caller' | 'now'> {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
}

/** Passes a person over, for a while or for good. Returns their id. */
export async function passProfile(context: Needs, raw: unknown): Promise<Result<string, DecisionRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { userId: otherId, notAgain } = parsed.value;
  const now = context.now();
  const passing: Deciding = {
    ...{ viewerId, otherId, kind: 'PASS', comment: null, photoId: null, promptId: null, wasShown: false, now },
    hiddenUntil: notAgain === true ? null : new Date(now.getTime() + PASS_MS),
  };
  const passed = await context.repository.transaction((store) =>
    storeDecision<never>(store, passing, async () => done(true)),
  );
  return passed.ok ? done(otherId) : passed;
}
