import { type RequestInput, type SettleNeeds, settleRequest } from './settle-request.ts';

/** Rejects a request that the viewer received; its sender cannot send another for `REJECTION_COOLDOWN_SECONDS`. */
export const rejectFriendRequest = (needs: SettleNeeds, input: RequestInput) =>
  settleRequest(needs, input, {
    status: 'REJECTED',
    by: 'receiverId',
    notPermitted: 'Only the person you asked can turn this request down.',
  });
