import { type RequestInput, type SettleNeeds, settleRequest } from './settle-request.ts';

/** Withdraws a request that the viewer sent. */
export const cancelFriendRequest = (needs: SettleNeeds, input: RequestInput) =>
  settleRequest(needs, input, {
    status: 'CANCELLED',
    by: 'senderId',
    notPermitted: 'Only the person who sent this request can take it back.',
  });
