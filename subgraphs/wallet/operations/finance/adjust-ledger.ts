import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { SystemParty, WalletStore } from '../../repository/index.ts';
import { readSystemParty } from '../internal/ledger-party.ts';
import { MAX_AMOUNT } from '../ledger/max-amount.ts';
import { currencyInput, idInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { currencyMismatch } from '../ledger/posting-refusals.ts';
import { reasonInput } from './reason-input.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

const EXTERNAL = /^EXTERNAL:([a-z][a-z-]{0,39})$/;

/** The account of the platform that a text names; finance may name those of providers too. */
function readParty(text: string): SystemParty | null {
  const [, provider] = EXTERNAL.exec(text) ?? [];
  return provider === undefined ? readSystemParty(text) : { system: 'EXTERNAL', name: provider };
}

const POSTING = z.object({
  accountId: idInput.nullish(),
  system: z.string().max(60).nullish(),
  amount: z.object({
    amount: z
      .bigint()
      .min(-MAX_AMOUNT)
      .max(MAX_AMOUNT)
      .refine((amount) => amount !== 0n, 'An amount is not 0.'),
    currency: currencyInput,
  }),
});

type Posting = z.infer<typeof POSTING>;

const INPUT = z.object({
  postings: z
    .array(POSTING)
    .min(2, 'There are 2 to 20 postings.')
    .max(20, 'There are 2 to 20 postings.')
    .refine((list) => list.reduce((sum, { amount }) => sum + amount.amount, 0n) === 0n, 'The sum of the postings is 0.')
    .refine(
      (list) => list.every(({ accountId, system }) => (accountId == null) !== (system == null)),
      'Name either an account or an account of the platform.',
    )
    .refine(
      (list) => list.every(({ system }) => system == null || readParty(system) !== null),
      'There is no such account of the platform.',
    )
    .refine(
      (list) => new Set(list.map(({ accountId, system }) => accountId ?? system)).size === list.length,
      'Name each account once.',
    ),
  reason: reasonInput,
  idempotencyKey,
});

type Refusal = InvalidInput | NotFound | RefusalOf<'CurrencyMismatch'>;

type Proposal = { readonly adjustmentId: string };

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'requestId'>;

/** Proposes a correction of the ledger. Nothing moves until another person approves it. Returns its id. */
export async function adjustLedger(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Proposal, Refusal | IdempotencyRefusal>> {
  const requesterId = requireFinance(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, postings, reason } = parsed.value;
  const currency = postings[0]?.amount.currency ?? '';
  if (postings.some(({ amount }) => amount.currency !== currency))
    return { ...currencyMismatch(currency, 'postings'), isReplay: false };
  const input = {
    postings: postings.map(({ amount, ...party }) => ({ ...party, amount: amount.amount.toString() })),
    currency,
    reason,
  };
  const call = { scope: requesterId, operation: 'adjustLedger', key, input };
  return postOnce(context, call, async (store): Promise<Result<Proposal, Refusal>> => {
    const now = context.now();
    const named = await nameAccounts(store, postings, currency, now);
    if (!named.ok) return named;
    const draft = { id: newId('adj', now), currency, postings: named.value, reason, requesterId };
    await store.insertAdjustment(draft, now);
    const audited = {
      action: 'adjustLedger',
      scope: FINANCE,
      subjectId: draft.id,
      reason,
      after: { postings: named.value },
    };
    await store.recordAudit(context, audited);
    return done({ adjustmentId: draft.id });
  });
}

/** The postings with the ids of their accounts. */
async function nameAccounts(store: WalletStore, postings: readonly Posting[], currency: string, now: Date) {
  const named = postings.map(({ accountId, system, amount }) => {
    const party = system == null ? null : readParty(system);
    return { party, accountId: party === null ? (accountId ?? '') : store.systemAccountId(party, currency), amount };
  });
  const systems = named.flatMap(({ party, accountId: id }) =>
    party === null ? [] : [{ id, system: party.system, name: party.name ?? '' }],
  );
  await store.openSystemAccounts(systems, currency, now);
  const accounts = await store.visibleAccounts(
    { id: '', isFinance: true },
    named.map(({ accountId }) => accountId),
  );
  const missing = accounts.indexOf(null);
  if (missing >= 0) return notFound('There is no such account.', 'postings', String(missing), 'accountId');
  if (accounts.some((account) => account?.currency !== currency)) return currencyMismatch(currency, 'postings');
  if (new Set(named.map(({ accountId }) => accountId)).size < named.length)
    return refuse<InvalidInput>({
      __typename: 'InvalidInput',
      message: 'Name each account once.',
      path: ['input', 'postings'],
    });
  return done(named.map(({ accountId, amount }) => ({ accountId, amount: amount.amount.toString() })));
}
