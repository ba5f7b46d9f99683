import { MAX_ATTEMPTS, nextAttempt } from '../../../../runtime/resilience/retry-times.ts';
import type { NotificationsContext, Outcome } from '../../context.ts';
import type { Settlement } from '../../repository/deliveries.ts';

interface SettleNeeds extends Pick<NotificationsContext, 'now'> {
  readonly random: () => number;
}

/** An attempt that did not even reach its channel; that may pass. */
export const failedAttempt = (reason: string): Outcome => ({
  sent: false,
  reason,
  isPermanent: false,
  isGone: false,
  retryAfterSeconds: null,
});

/** What is to become of something after its attempt, of which `attempts` were made with this one. */
export function settleAttempt(
  { now, random }: SettleNeeds,
  { attempts }: { readonly attempts: number },
  outcome: Outcome,
): Settlement {
  const at = now();
  if (outcome.sent) return { status: 'SENT', at, error: null, counts: true };
  const error = outcome.reason.slice(0, 500);
  if (outcome.isPermanent || outcome.isGone || attempts >= MAX_ATTEMPTS)
    return { status: 'DEAD', at, error, counts: true };
  const next = nextAttempt(attempts, at, random, outcome.retryAfterSeconds ?? 0);
  return { status: 'PENDING', at: next, error, counts: true };
}
