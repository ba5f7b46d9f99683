import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import type { PaymentsContext } from '../../context.ts';
import type { PayoutTransfer } from '../../repository/index.ts';

/** The latest payout for a thing of the calling domain; null when there is none. */
export const findPayoutFor = (
  { caller, repository }: Pick<PaymentsContext, 'caller' | 'repository'>,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<PayoutTransfer | null> => repository.findPayoutFor({ domain: callingDomain(caller), type, id });
