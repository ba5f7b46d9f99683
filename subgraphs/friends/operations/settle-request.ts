import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import type { FriendRequest, FriendRequestStatus } from '../repository/requests.ts';
import type { Standing } from '../repository/standings.ts';
import { type ChangeNeeds, changeStanding } from './change-standing.ts';
import { REQUEST_INPUT } from './input.ts';

/** Why a request was not settled. */
export type SettleRefusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | RefusalOf<'RequestSettled'>;

export interface SettleNeeds extends ChangeNeeds {
  readonly requests: Pick<FriendsContext['requests'], 'load'>;
}

/** One way to settle a request. */
export interface Settlement {
  readonly status: Exclude<FriendRequestStatus, 'REQUESTED'>;
  /** The side whose right it is. */
  readonly by: 'senderId' | 'receiverId';
  /** What the other side is told. */
  readonly notPermitted: string;
  /** What else changes between the two. */
  apply?(standing: Standing, now: Date): Standing;
}

const SETTLED = 'This request was answered or taken back before.';

/**
 * Settles an open request in one way, and gives it. Settling again in the same way gives the same request, as long as
 * nothing newer is between the two.
 *
 * A request that does not exist and one the viewer may not see are refused alike.
 */
export async function settleRequest(
  needs: SettleNeeds,
  input: unknown,
  settlement: Settlement,
): Promise<Result<FriendRequest, SettleRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(REQUEST_INPUT, input);
  if (!parsed.ok) return parsed;
  const { requestId } = parsed.value;
  const found = await needs.requests.load(requestId);
  if (found === null) return unknown();
  const path = ['input', 'requestId'];
  if (found[settlement.by] !== viewerId)
    return refuse({ __typename: 'NotPermitted', message: settlement.notPermitted, path });

  const otherId = found.senderId === viewerId ? found.receiverId : found.senderId;
  const now = needs.now();
  const settled = await changeStanding<SettleRefusal>(needs, otherId, (standing) => {
    const { request } = standing;
    if (request === null || standing.blockByViewer !== null || standing.blockByOther !== null) return unknown();
    if (request.id === requestId && request.status === 'REQUESTED') {
      const next = { ...standing, request: { ...request, status: settlement.status, updatedAt: now } };
      return done(settlement.apply?.(next, now) ?? next);
    }
    return repeats(standing, requestId, settlement.status)
      ? done(standing)
      : refuse({ __typename: 'RequestSettled', message: SETTLED, path });
  });
  if (!settled.ok) return settled;
  return settled.value.request === null ? unknown() : done(settled.value.request);
}

const unknown = () => notFound('There is no such request.', 'requestId');

/** Whether the request already stands as asked: one that was accepted does so only while the friendship lasts. */
const repeats = ({ request, friendship }: Standing, requestId: string, status: FriendRequestStatus): boolean =>
  request?.id === requestId && request.status === status && (status !== 'ACCEPTED' || friendship !== null);
