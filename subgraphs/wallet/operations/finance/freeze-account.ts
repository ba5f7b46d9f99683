import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import { accountFrozen } from '../../events.ts';
import type { WalletAccount, WalletStore } from '../../repository/index.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import { idInput } from '../ledger/money-input.ts';
import { reasonInput } from './reason-input.ts';
import { FINANCE, requireFinance } from './require-finance.ts';

const INPUT = z.object({ accountId: idInput, reason: reasonInput });

type Refusal = InvalidInput | NotFound | RefusalOf<'AccountClosed'>;

interface Needs extends Pick<WalletContext, 'caller' | 'requestId' | 'now' | 'streams' | 'accounts'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** What is recorded of a change. */
type Audited = Pick<Parameters<WalletStore['recordAudit']>[1], 'action'>;

/** Lets an account receive only, and publishes it. Returns its id. */
export const freezeWalletAccount = (context: Needs, raw: unknown): Promise<Result<string, Refusal>> =>
  change(context, raw, { from: 'OPEN', to: 'FROZEN' }, { action: 'freezeWalletAccount' });

/** Lets a frozen account send again. Returns its id. */
export const unfreezeWalletAccount = (context: Needs, raw: unknown): Promise<Result<string, Refusal>> =>
  change(context, raw, { from: 'FROZEN', to: 'OPEN' }, { action: 'unfreezeWalletAccount' });

async function change(
  context: Needs,
  raw: unknown,
  { from, to }: Readonly<Record<'from' | 'to', WalletAccount['state']>>,
  { action }: Audited,
): Promise<Result<string, Refusal>> {
  const { caller, now, accounts, repository } = context;
  requireFinance(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { accountId, reason } = parsed.value;
  const account = await accounts.load(accountId);
  if (account === null || account.kind !== 'USER') return notFound('There is no such account.', 'accountId');
  const at = now();
  const hasChanged = await repository.transaction(async (store) => {
    if (!(await store.changeState(accountId, [from], to, at))) return false;
    const audited = {
      action,
      scope: FINANCE,
      subjectId: accountId,
      reason,
      before: { state: from },
      after: { state: to },
    };
    if (to === 'FROZEN') await publishFrozen(store, account, at);
    await store.recordAudit(context, audited);
    return true;
  });
  if (hasChanged) await announceBalances(context, [accountId]);
  if (!hasChanged && account.state === 'CLOSED')
    return refuse({ __typename: 'AccountClosed', message: 'The account is closed.', path: ['input', 'accountId'] });
  return done(accountId);
}

async function publishFrozen(store: WalletStore, { id, ownerId, currency }: WalletAccount, at: Date): Promise<void> {
  if (ownerId === null) return;
  await store.announce(accountFrozen, { accountId: id, userId: ownerId, currency, at: at.toISOString() }, at);
}
