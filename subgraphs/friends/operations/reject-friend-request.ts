import { type SettleNeeds, settleRequest } from './settle-request.ts';

/** Turns down a request that the viewer received; its sender may not ask again for a while. */
export const rejectFriendRequest = (needs: SettleNeeds, input: { requestId: string }) =>
  settleRequest(needs, input, {
    status: 'REJECTED',
    by: 'receiverId',
    notPermitted: 'Only the person you asked can turn this request down.',
  });
