import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { MoneyRequest, WalletStore } from '../../repository/index.ts';

/** Refusal of a request that does not wait for anybody any more. */
type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] };

/** Why a request cannot be settled. */
export type RequestRefusal = NotFound | InvalidState;

/** The state of a request, whether or not its end was recorded. */
export const stateOf = (
  { state, expiresAt }: Pick<MoneyRequest, 'state' | 'expiresAt'>,
  now: Date,
): MoneyRequest['state'] => (state === 'PENDING' && expiresAt <= now ? 'EXPIRED' : state);

/** Locks a pending request that the viewer may see. */
export async function openRequest(
  store: Pick<WalletStore, 'lockRequest'>,
  viewerId: string,
  id: string,
  now: Date,
): Promise<Result<MoneyRequest, RequestRefusal>> {
  const request = await store.lockRequest(viewerId, id);
  if (request === null) return notFound('There is no such request.', 'moneyRequestId');
  const from = stateOf(request, now);
  if (from === 'PENDING') return done(request);
  return refuse<InvalidState>({
    __typename: 'InvalidState',
    message: 'This request is settled already.',
    path: ['input', 'moneyRequestId'],
    from,
    allowed: ['PENDING'],
  });
}
