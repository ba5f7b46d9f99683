import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { StreamingContext } from '../../context.ts';
import type { GiftFailure, StreamGift } from '../../repository/gifts.ts';

const MOVE = `mutation StreamingGift($input: MoveFundsInput!) {
  moveFunds(input: $input) {
    transaction { id } errors { __typename ... on InsufficientFunds { available { amount } } }
  }
}`;

const RESPONSE = z.object({
  moveFunds: z.object({
    transaction: z.object({ id: z.string() }).nullable(),
    errors: z.array(z.object({ __typename: z.string(), available: z.object({ amount: z.string() }).optional() })),
  }),
});

const TIME_LIMIT_MS = 2_000;

/** The kind of reference that wallet knows a gift by. */
export const GIFT_REFERENCE = 'stream-gift';

/** What is owed to hosts until it is passed on: an account of the platform. */
const GIFTS = { system: 'GIFTS' };

/** Whose money it is that nobody can receive any more. */
const UNCLAIMED = { system: 'ESCROW:unclaimed' };

type Party = { readonly userId: string } | { readonly system: string };

/** What wallet says of charging a sender. */
export type GiftCharge = { readonly transactionId: string } | GiftFailure;

/**
 * Charges the sender of a gift, once however often it is called.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether they have paid.
 */
export async function chargeGift(ask: StreamingContext['ask'], gift: StreamGift): Promise<GiftCharge> {
  // Nobody is charged whose account is deleted.
  if (gift.senderId === null) return { failureCode: 'ACCOUNT_CLOSED', available: null };
  const outcome = await move(ask, gift, { userId: gift.senderId }, GIFTS, gift.amount, 'charge');
  if ('thing' in outcome) return { transactionId: outcome.thing.id };
  const { __typename, available } = outcome.refusal;
  const failureCode = __typename.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return { failureCode, available: available === undefined ? null : BigInt(available.amount) };
}

/** Passes the host's share on, once however often it is called. @throws when it is not known whether that is done. */
export async function shareGift(ask: StreamingContext['ask'], gift: StreamGift): Promise<void> {
  const to = gift.recipientId === null ? UNCLAIMED : { userId: gift.recipientId };
  await pass(ask, gift, to, gift.amount - gift.fee, 'share');
}

/** Moves the platform's share to its fees, once however often it is called. @throws when it is not known whether that is done. */
export const takeGiftFee = (ask: StreamingContext['ask'], gift: StreamGift): Promise<void> =>
  pass(ask, gift, { system: 'FEES' }, gift.fee, 'fee');

async function pass(ask: StreamingContext['ask'], gift: StreamGift, to: Party, amount: bigint, part: string) {
  if (amount === 0n) return;
  const outcome = await move(ask, gift, GIFTS, to, amount, part);
  if ('thing' in outcome) return;
  // A conflict: it was passed on under this key to a host who has deleted their account before that was recorded.
  if (outcome.refusal.__typename !== 'IdempotencyConflict')
    throw new Error(`The ${part} of ${gift.id} was refused: ${outcome.refusal.__typename}`);
}

async function move(
  ask: StreamingContext['ask'],
  { id, currency }: StreamGift,
  from: Party,
  to: Party,
  amount: bigint,
  part: string,
) {
  const input = {
    ...{ from, to, amount: { amount: amount.toString(), currency } },
    ...{ reference: { type: GIFT_REFERENCE, id }, key: `${GIFT_REFERENCE}:${id}:${part}` },
  };
  const options = { withinMs: TIME_LIMIT_MS, isRepeatable: true };
  const { moveFunds } = RESPONSE.parse(await ask('wallet', MOVE, { input }, serviceCaller('streaming'), options));
  return keyedOutcome({ thing: moveFunds.transaction, errors: moveFunds.errors }, `The ${part} of ${id}`);
}
