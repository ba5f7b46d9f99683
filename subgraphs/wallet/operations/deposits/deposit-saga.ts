import { defineSaga } from '../../../../runtime/sagas/saga-type.ts';

/** Sees to it that a deposit gets its payment, whatever ends between the two. The subject is the deposit. */
export const depositSaga = defineSaga<'CREATING' | 'CREATED', object>('deposit', 'CREATING');
