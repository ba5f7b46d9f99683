import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { keyedOutcome } from '../../../../runtime/idempotency/keyed-outcome.ts';
import type { ProjectsContext } from '../../context.ts';
import type { EscrowMove } from '../../repository/index.ts';

type Ask = ProjectsContext['ask'];

/** A party of a movement as the wallet names it. */
type LedgerParty = { readonly userId: string } | { readonly system: string };

/** Why the wallet does not move money. */
export interface WalletRefusal {
  readonly refusal: string;
  /** What the payer has, where that is too little. */
  readonly available: bigint | null;
}

/** The account in which money of contracts is kept. */
const ESCROW: LedgerParty = { system: 'ESCROW:contracts' };

const MOVE = `mutation ProjectsMove($input: MoveFundsInput!) { moveFunds(input: $input) {
  transaction { id } errors { __typename ... on InsufficientFunds { available { amount } } } } }`;

const BOOK = `mutation ProjectsBook($input: BookPaymentInput!) { bookPayment(input: $input) {
  transaction { id } errors { __typename } } }`;

const ERRORS = z.array(
  z.object({ __typename: z.string(), available: z.object({ amount: z.coerce.bigint() }).nullish() }),
);
const PAYLOAD = z.object({ transaction: z.object({ id: z.string() }).nullable(), errors: ERRORS });

const OPTIONS = { withinMs: 2_000, isRepeatable: true };

/** Who has deleted their account cannot be paid: finance decides about what is theirs. */
const personOr = (userId: string | null): LedgerParty =>
  userId === null ? { system: 'ESCROW:unclaimed' } : { userId };

async function move(
  ask: Ask,
  { from, to, amount }: { readonly from: LedgerParty; readonly to: LedgerParty; readonly amount: bigint },
  { milestoneId, currency }: EscrowMove,
  key: string,
): Promise<WalletRefusal | null> {
  const input = {
    ...{ from, to, amount: { amount: amount.toString(), currency }, key },
    reference: { type: 'milestone', id: milestoneId },
  };
  const data = await ask('wallet', MOVE, { input }, serviceCaller('projects'), OPTIONS);
  const { transaction, errors } = PAYLOAD.parse(data['moveFunds']);
  const outcome = keyedOutcome({ thing: transaction, errors }, `The movement ${key}`);
  if (!('refusal' in outcome)) return null;
  return { refusal: outcome.refusal.__typename, available: outcome.refusal.available?.amount ?? null };
}

/**
 * Takes what a milestone costs from the client's account; null when it is in escrow. However often it is called with a key,
 * it is taken once.
 *
 * @throws a fault `UNAVAILABLE` when it is not known whether it was taken.
 */
export async function takeFromWallet(ask: Ask, moved: EscrowMove, key: string): Promise<WalletRefusal | null> {
  if (moved.clientId === null) return { refusal: 'AccountClosed', available: null };
  return move(ask, { from: { userId: moved.clientId }, to: ESCROW, amount: moved.amount }, moved, key);
}

/** Which part of a movement out of escrow is paid. */
export type EscrowPart = 'FREELANCER' | 'FEE' | 'CLIENT';

/**
 * Pays a part of what leaves escrow, once for each key; nothing where the part is 0.
 *
 * @throws when it is refused, which never happens while the ledger is sound, and when the outcome is not known.
 */
export async function payFromEscrow(ask: Ask, moved: EscrowMove, part: EscrowPart, key: string): Promise<void> {
  const { amount, to } = {
    FREELANCER: { amount: moved.net, to: personOr(moved.freelancerId) },
    FEE: { amount: moved.fee, to: { system: 'FEES' } },
    CLIENT: { amount: moved.toClient, to: personOr(moved.clientId) },
  }[part];
  if (amount === 0n) return;
  const refused = await move(ask, { from: ESCROW, to, amount }, moved, key);
  if (refused !== null) throw new Error(`The wallet refuses ${part} of ${moved.id}: ${refused.refusal}.`);
}

/**
 * Has the wallet book a payment that succeeded: to escrow, or to the client where the milestone was not funded by it.
 *
 * @throws until the wallet knows of the payment.
 */
export async function bookPayment(
  ask: Ask,
  { id, paymentId, clientId }: EscrowMove,
  to: 'ESCROW' | 'CLIENT',
  key: string,
): Promise<void> {
  if (paymentId === null) throw new Error(`The movement ${id} has no payment.`);
  const input = { paymentId, to: to === 'ESCROW' ? ESCROW : personOr(clientId), key };
  const data = await ask('wallet', BOOK, { input }, serviceCaller('projects'), OPTIONS);
  const { transaction, errors } = PAYLOAD.parse(data['bookPayment']);
  const outcome = keyedOutcome({ thing: transaction, errors }, `The booking of ${paymentId}`);
  if ('refusal' in outcome) throw new Error(`The wallet does not book ${paymentId}: ${outcome.refusal.__typename}.`);
}
