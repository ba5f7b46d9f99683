import type Stripe from 'stripe';

/** What the parts of the adapter share. */
export interface StripeNeeds {
  readonly stripe: Stripe;
  readonly now: () => Date;
}

const SECOND_MS = 1_000;

export const fromSeconds = (seconds: number): Date => new Date(seconds * SECOND_MS);

/** The id of something that Stripe gives as an id, or whole when it was asked to. */
export const idOf = (found: string | { readonly id: string } | null | undefined): string | null =>
  typeof found === 'string' ? found : (found?.id ?? null);

/** When Stripe answered, by its own clock, as its events are. */
export function answeredAt({ lastResponse }: Stripe.Response<object>, now: () => Date): Date {
  const at = new Date(lastResponse.headers['date'] ?? '');
  return Number.isNaN(at.getTime()) ? now() : at;
}
