import type { HttpAnswer } from './guarded-http.ts';
import { AddressRefused } from './public-address.ts';

/** Outcome of sending something to the outside. */
export type DeliveryOutcome =
  | { readonly sent: true }
  | {
      readonly sent: false;
      /** Without secrets: it is stored and shown to administrators. */
      readonly reason: string;
      /** Whether a retry cannot succeed. */
      readonly isPermanent: boolean;
      /** Whether the device no longer exists and must be deleted, or the e-mail address is permanently rejected. */
      readonly isGone: boolean;
      /** Earliest time for a retry that the other side asked for; null when it named none. */
      readonly retryAfterSeconds: number | null;
    };

/** The other side has it. */
export const SENT: DeliveryOutcome = { sent: true };

/** It did not get there; by default for reasons that may pass. */
export const notSent = (
  reason: string,
  more: { isPermanent?: boolean; isGone?: boolean; retryAfterSeconds?: number | null } = {},
): DeliveryOutcome => ({ sent: false, reason, isPermanent: false, isGone: false, retryAfterSeconds: null, ...more });

/** Outcome of an HTTP response: 404 and 410 mean that the device is gone; 4xx except 408, 425 and 429 are permanent. */
export function outcomeOf({ status, retryAfterSeconds }: HttpAnswer, goneAt: readonly number[]): DeliveryOutcome {
  if (status >= 200 && status < 300) return SENT;
  const isGone = goneAt.includes(status);
  const mayPass = status >= 500 || [408, 425, 429].includes(status);
  return notSent(`answered ${status}`, { isGone, isPermanent: !mayPass, retryAfterSeconds });
}

/** What a thrown error means: a forbidden address never will do, everything else may pass. */
export const outcomeOfError = (error: unknown): DeliveryOutcome => {
  const cause = error instanceof AddressRefused ? error : error instanceof Error ? error.cause : null;
  if (cause instanceof AddressRefused) return notSent(cause.message, { isPermanent: true });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return notSent(`not reached ${code}`.trim());
};
