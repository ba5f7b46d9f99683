import { z } from 'zod';
import type { Money } from '../../../../runtime/money/money.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import { idInput } from '../ledger/money-input.ts';

const INPUT = z.object({ accountId: idInput });

type Refusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'AccountFrozen'>
  | (RefusalOf<'AccountNotEmpty'> & { readonly balance: Money });

interface Needs extends Pick<WalletContext, 'caller' | 'now' | 'streams' | 'accounts'> {
  readonly repository: Pick<WalletContext['repository'], 'closeAccount'>;
}

/** Closes an empty account of the viewer; one that is closed stays so. Returns its id. */
export async function closeWalletAccount(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const { caller, now, accounts, repository } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { accountId } = parsed.value;
  const account = await accounts.load(accountId);
  if (account?.ownerId !== viewerId) return notFound('There is no such account of yours.', 'accountId');
  const { outcome, posted } = await repository.closeAccount(viewerId, accountId, now());
  const path = ['input', 'accountId'];
  switch (outcome) {
    case 'NOT_FOUND':
      return notFound('There is no such account of yours.', 'accountId');
    case 'FROZEN':
      return refuse({ __typename: 'AccountFrozen', message: 'A frozen account cannot be closed.', path });
    case 'NOT_EMPTY': {
      const balance = { amount: posted, currency: account.currency };
      return refuse({ __typename: 'AccountNotEmpty', message: 'The account is not empty.', path, balance });
    }
    case 'CLOSED':
      await announceBalances(context, [accountId]);
      return done(accountId);
  }
}
