/** What webhook endpoints hear of, as the contract names it. */
export const PAYMENT_EVENTS = [
  'PAYMENT_AUTHORIZED',
  'PAYMENT_SUCCEEDED',
  'PAYMENT_FAILED',
  'PAYMENT_CANCELLED',
  'REFUND_SUCCEEDED',
  'REFUND_FAILED',
  'DISPUTE_OPENED',
  'DISPUTE_CLOSED',
  'PAYOUT_PAID',
  'PAYOUT_FAILED',
] as const;

/** A kind of event that a payment endpoint hears of. */
export type PaymentEventName = (typeof PAYMENT_EVENTS)[number];

/** Stored types as the contract names them. */
export const eventsOf = (types: readonly string[]): PaymentEventName[] =>
  PAYMENT_EVENTS.filter((event) => types.includes(event));

/** A stored type as the contract names it. @throws when it is none, which nothing stores. */
export function eventOf(type: string): PaymentEventName {
  const [event] = eventsOf([type]);
  if (event === undefined) throw new Error(`${type} is no event of payments.`);
  return event;
}
