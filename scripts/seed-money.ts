import { z } from 'zod';
import type { Caller } from '../runtime/executor/caller.ts';

/** Runs operations as people of the demo world. */
export interface MoneySeed {
  /** Answers an operation as a caller. */
  execute(request: { query: string }, caller: Caller): Promise<unknown>;
  /** Runs one mutation; its only root field is the payload. */
  run(query: string, input: Record<string, unknown>, caller: Caller): Promise<Record<string, unknown>>;
  as(nickname: string): Caller;
  /** Repeats what depends on an event that may be on its way. */
  retry<T>(work: () => Promise<T>): Promise<T>;
}

/** From person to person; the amount is in cents. */
interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly memo: string;
}

/** What people have paid in with the sandbox's card, in cents. */
const DEPOSITS: readonly (readonly [nickname: string, cents: number])[] = [
  ['ada', 50_000],
  ['ben', 12_000],
  ['mira', 8_000],
];

const TRANSFERS: readonly Transfer[] = [
  { from: 'ada', to: 'ben', amount: 2_500, memo: 'Thursday at the wall' },
  { from: 'ben', to: 'mira', amount: 1_250, memo: 'Soup' },
  { from: 'mira', to: 'ada', amount: 800, memo: 'Flour and yeast' },
];

const ERRORS = 'errors { ... on UserError { message } }';
const eur = (cents: number) => ({ amount: String(cents), currency: 'EUR' });

/** Pays money in through the sandbox, and moves it: transfers, a request, a refund, and a withdrawal that the bank has not paid. */
export async function seedMoney(seed: MoneySeed): Promise<void> {
  const { run, as, retry } = seed;
  const paymentIds = new Map<string, string>();
  for (const [nickname, cents] of DEPOSITS) paymentIds.set(nickname, await payIn(seed, as(nickname), cents));
  await Promise.all(DEPOSITS.map(([nickname, cents]) => retry(() => requireBalance(seed, as(nickname), cents))));
  const transfer = `mutation Pay($input: TransferInput!) { transfer(input: $input) { ${ERRORS} } }`;
  for (const { from, to, amount, memo } of TRANSFERS) {
    const fromAccountId = (await accountOf(seed, as(from))).id;
    const input = { fromAccountId, toUserId: as(to).viewerId, amount: eur(amount), memo, idempotencyKey: memo };
    await run(transfer, input, as(from));
  }
  const request = `mutation Ask($input: RequestMoneyInput!) { requestMoney(input: $input) { ${ERRORS} } }`;
  const wish = {
    fromUserId: as('ada').viewerId,
    amount: eur(1_500),
    memo: 'Half of the old map',
    idempotencyKey: 'map',
  };
  await run(request, wish, as('noor'));
  const refund = `mutation Back($input: RefundPaymentInput!) { refundPayment(input: $input) { ${ERRORS} } }`;
  await run(refund, { paymentId: paymentIds.get('ben'), amount: '2000', idempotencyKey: 'demo' }, as('ben'));
  await payOut(seed, as('ada'), 10_000);
}

const ACCOUNTS = '{ walletAccounts { id balance { available { amount } } } }';
const ACCOUNT = z.object({ id: z.string(), balance: z.object({ available: z.object({ amount: z.string() }) }) });
const ANSWER = z.object({ data: z.object({ walletAccounts: z.tuple([ACCOUNT]).rest(ACCOUNT) }) });

/** The account in EUR, which opens by itself. */
async function accountOf({ execute }: MoneySeed, caller: Caller): Promise<z.infer<typeof ACCOUNT>> {
  const [account] = ANSWER.parse(await execute({ query: ACCOUNTS }, caller)).data.walletAccounts;
  return account;
}

async function requireBalance(seed: MoneySeed, caller: Caller, cents: number): Promise<void> {
  const { balance } = await accountOf(seed, caller);
  if (balance.available.amount !== String(cents)) throw new Error('The deposit has not arrived yet.');
}

/** Begins a deposit with a card that is saved; returns the id of its payment. */
async function payIn(seed: MoneySeed, caller: Caller, cents: number): Promise<string> {
  const { run, retry } = seed;
  const attach = `mutation Card($input: AttachPaymentMethodInput!) {
    attachPaymentMethod(input: $input) { paymentMethod { id } ${ERRORS} } }`;
  const card = await retry(() => run(attach, { token: 'tok_ok', idempotencyKey: 'demo' }, caller));
  const { id: paymentMethodId } = z.object({ id: z.string() }).parse(card['paymentMethod']);
  const deposit = `mutation PayIn($input: DepositInput!) { deposit(input: $input) { deposit { payment { id } } ${ERRORS} } }`;
  const { id: accountId } = await accountOf(seed, caller);
  const begun = await run(deposit, { accountId, amount: eur(cents), paymentMethodId, idempotencyKey: 'demo' }, caller);
  return z.object({ payment: z.object({ id: z.string() }) }).parse(begun['deposit']).payment.id;
}

/** Begins a withdrawal to an account that the sandbox never pays to: it stays on its way. */
async function payOut(seed: MoneySeed, caller: Caller, cents: number): Promise<void> {
  const { run } = seed;
  const save = `mutation Bank($input: CreatePayoutMethodInput!) {
    createPayoutMethod(input: $input) { payoutMethod { id } ${ERRORS} } }`;
  const bank = await run(save, { token: 'ptok_wait', currency: 'EUR', idempotencyKey: 'demo' }, caller);
  const { id: payoutMethodId } = z.object({ id: z.string() }).parse(bank['payoutMethod']);
  const withdraw = `mutation PayOut($input: WithdrawInput!) { withdraw(input: $input) { ${ERRORS} } }`;
  const { id: accountId } = await accountOf(seed, caller);
  await run(withdraw, { accountId, amount: eur(cents), payoutMethodId, idempotencyKey: 'demo' }, caller);
}
