import { type SettleNeeds, settleRequest } from './settle-request.ts';

/** Lets the sender of a request follow the viewer. */
export const acceptFollowRequest = (needs: SettleNeeds, input: unknown) => settleRequest(needs, input, 'ACCEPTED');
