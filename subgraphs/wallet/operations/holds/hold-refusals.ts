import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { LockedHold } from '../../repository/index.ts';

/** Its time has passed. */
type HoldExpired = RefusalOf<'HoldExpired'> & { readonly expiredAt: Date };

/** It was captured or released before. */
export type HoldSettled = RefusalOf<'HoldSettled'> & { readonly state: LockedHold['state'] };

/** Why a hold is not captured. */
export type UncapturableHold = HoldExpired | HoldSettled;

const PATH = ['input', 'holdId'];

/** The refusal of a hold that is not live any more; null for one that is. */
export const findSettled = ({ state }: Pick<LockedHold, 'state'>) =>
  state === 'LIVE'
    ? null
    : refuse<HoldSettled>({
        __typename: 'HoldSettled',
        message: 'This hold was settled before.',
        path: PATH,
        state,
      });

/** The refusal of a hold that cannot be captured now, whether or not its end was recorded; null for one that can. */
export function findUncapturable({ state, expiresAt }: LockedHold, now: Date) {
  if (state === 'EXPIRED' || (state === 'LIVE' && expiresAt <= now))
    return refuse<UncapturableHold>({
      __typename: 'HoldExpired',
      message: 'The time of this hold has passed.',
      path: PATH,
      expiredAt: expiresAt,
    });
  return findSettled({ state });
}
