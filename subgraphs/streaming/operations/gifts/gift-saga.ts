import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/** Where the money of a gift is. */
export type GiftState = 'CHARGING' | 'SHARING' | 'TAKING_FEE' | 'SETTLED' | 'FAILED';

/** Sees to it that a gift is paid once, and that host and platform get their shares. The subject is the gift. */
export const giftSaga = defineSaga<GiftState, object>('gift', 'CHARGING');
