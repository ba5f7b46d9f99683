import type { Outcome } from '../context.ts';
import type { HttpAnswer } from '../../../runtime/http/guarded-http.ts';
import { AddressRefused } from '../../../runtime/http/public-address.ts';

/** The other side has it. */
export const SENT: Outcome = { sent: true };

/** It did not get there; by default for reasons that may pass. */
export const notSent = (
  reason: string,
  more: { isPermanent?: boolean; isGone?: boolean; retryAfterSeconds?: number | null } = {},
): Outcome => ({ sent: false, reason, isPermanent: false, isGone: false, retryAfterSeconds: null, ...more });

/** Outcome of an HTTP response: 404 and 410 mean that the device is gone; 4xx except 408, 425 and 429 are permanent. */
export function outcomeOf({ status, retryAfterSeconds }: HttpAnswer, goneAt: readonly number[]): Outcome {
  if (status >= 200 && status < 300) return SENT;
  const isGone = goneAt.includes(status);
  const mayPass = status >= 500 || [408, 425, 429].includes(status);
  return notSent(`answered ${status}`, { isGone, isPermanent: !mayPass, retryAfterSeconds });
}

/** What a thrown error means: a forbidden address never will do, everything else may pass. */
export const outcomeOfError = (error: unknown): Outcome => {
  const cause = error instanceof AddressRefused ? error : error instanceof Error ? error.cause : null;
  if (cause instanceof AddressRefused) return notSent(cause.message, { isPermanent: true });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return notSent(`not reached ${code}`.trim());
};
