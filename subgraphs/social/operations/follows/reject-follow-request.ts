import { type SettleNeeds, settleRequest } from './settle-request.ts';

/** Turns a request down, without notifying its sender. */
export const rejectFollowRequest = (needs: SettleNeeds, input: unknown) => settleRequest(needs, input, 'REJECTED');
