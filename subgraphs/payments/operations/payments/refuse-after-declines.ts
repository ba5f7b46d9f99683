import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { PaymentsStore } from '../../repository/index.ts';

/** A refusal of somebody of whom too much was declined lately. */
export type TooManyAttempts = RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number };

const HOUR_SECONDS = 3_600;
/** Declines of a person in an hour, after which cards are probably being tried. */
const MAX_DECLINES = 10;

/** Slows down who tries cards; null: they may go on. */
export async function refuseAfterDeclines(
  store: Pick<PaymentsStore, 'countFailedPayments'>,
  payerId: string,
  now: Date,
): Promise<{ readonly ok: false; readonly refusal: TooManyAttempts } | null> {
  const since = new Date(now.getTime() - HOUR_SECONDS * 1_000);
  if ((await store.countFailedPayments(payerId, since)) < MAX_DECLINES) return null;
  const message = 'Too many payments were declined. Try again later.';
  return refuse({ __typename: 'TooManyAttempts', message, path: ['input'], retryAfter: HOUR_SECONDS });
}
