import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore } from '../../repository/index.ts';
import { DEPOSIT_REFERENCE } from '../deposits/create-deposit-payment.ts';
import { creditDeposit, endDeposit } from '../deposits/settle-deposit.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import { noteFailed, notePaid, WITHDRAWAL_REFERENCE } from '../withdrawals/settle-withdrawal.ts';
import type { ChangedAccounts } from './booking.ts';

/** Payments are asked again about what they have not said anything of for so long: an event may never come. */
const SILENCE_MS = 10 * 60_000;
/** Deposits and withdrawals of one run. */
const BATCH_SIZE = 50;
const TIME_LIMIT_MS = 2_000;

const PAYMENT = `query WalletPayment($reference: PaymentReferenceInput!) {
  paymentFor(reference: $reference) { id state provider captured { amount currency } failure { code } }
}`;

const PAYOUT = `query WalletPayout($reference: PaymentReferenceInput!) {
  payoutFor(reference: $reference) { id state provider failureCode }
}`;

const PAYMENT_RESPONSE = z.object({
  paymentFor: z
    .object({
      id: z.string(),
      state: z.string(),
      provider: z.string(),
      captured: z.object({ amount: z.coerce.bigint(), currency: z.string() }),
      failure: z.object({ code: z.string() }).nullable(),
    })
    .nullable(),
});

const PAYOUT_RESPONSE = z.object({
  payoutFor: z
    .object({ id: z.string(), state: z.string(), provider: z.string(), failureCode: z.string().nullable() })
    .nullable(),
});

/** States of a payment of which all is captured, whatever went back since: refunds have events of their own. */
const SUCCEEDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

interface Needs extends Pick<WalletContext, 'ask' | 'now' | 'streams'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** Asks payments what became of deposits and withdrawals that nothing was heard of for ten minutes, and books it. */
export async function askAboutPending(needs: Needs, signal: AbortSignal): Promise<void> {
  const before = new Date(needs.now().getTime() - SILENCE_MS);
  const { repository, now } = needs;
  const deposits = await repository.transaction((store) => store.takeStaleDeposits(before, BATCH_SIZE, now()));
  for (const { id } of deposits) if (!signal.aborted) await askAboutDeposit(needs, id);
  const withdrawals = await repository.transaction((store) => store.takeStaleWithdrawals(before, BATCH_SIZE, now()));
  for (const { id } of withdrawals) if (!signal.aborted) await askAboutWithdrawal(needs, id);
}

const ask = (needs: Needs, document: string, type: string, id: string) =>
  needs.ask('payments', document, { reference: { type, id } }, serviceCaller('wallet'), { withinMs: TIME_LIMIT_MS });

async function book(needs: Needs, work: (store: WalletStore, now: Date) => Promise<ChangedAccounts>): Promise<void> {
  await announceBalances(needs, await needs.repository.transaction((store) => work(store, needs.now())));
}

async function askAboutDeposit(needs: Needs, depositId: string): Promise<void> {
  const { paymentFor: payment } = PAYMENT_RESPONSE.parse(await ask(needs, PAYMENT, DEPOSIT_REFERENCE, depositId));
  if (payment === null) return;
  const { id: paymentId, state, provider, captured } = payment;
  await book(needs, async (store, now) => {
    if (SUCCEEDED.has(state)) {
      const deposit = await store.lockDeposit(depositId);
      return deposit === null ? [] : creditDeposit(store, deposit, { paymentId, provider, ...captured }, now);
    }
    if (state === 'CANCELLED') await endDeposit(store, depositId, { state, paymentId, failureCode: null }, now);
    if (state === 'FAILED' || state === 'EXPIRED') {
      const failureCode = payment.failure?.code ?? state;
      await endDeposit(store, depositId, { state: 'FAILED', paymentId, failureCode }, now);
    }
    return [];
  });
}

async function askAboutWithdrawal(needs: Needs, withdrawalId: string): Promise<void> {
  const { payoutFor: payout } = PAYOUT_RESPONSE.parse(await ask(needs, PAYOUT, WITHDRAWAL_REFERENCE, withdrawalId));
  if (payout === null) return;
  const { id: payoutId, state, provider } = payout;
  await book(needs, async (store, now) => {
    if (state === 'PAID') return notePaid(store, withdrawalId, { payoutId, provider }, now);
    if (state !== 'FAILED') return [];
    return noteFailed(store, withdrawalId, { payoutId, provider, failureCode: payout.failureCode ?? state }, now);
  });
}
