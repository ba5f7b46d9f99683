import { newId } from '../../../runtime/operations/ids.ts';
import { type RequestInput, type SettleNeeds, settleRequest } from './settle-request.ts';

/** Accepts a request that the viewer received: the two become friends. */
export const acceptFriendRequest = (needs: SettleNeeds, input: RequestInput) =>
  settleRequest(needs, input, {
    status: 'ACCEPTED',
    by: 'receiverId',
    notPermitted: 'Only the person you asked can accept this request.',
    apply: (relationship, now) => ({ ...relationship, friendship: { id: newId('fsh', now), since: now } }),
  });
