import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest, FriendRequestStatus } from '../repository/requests.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { REQUEST_INPUT } from './input-rules.ts';

/** Why a request was not settled. */
export type SettleRefusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | RefusalOf<'RequestSettled'>;

export interface SettleNeeds extends ChangeNeeds {
  readonly requests: Pick<FriendsContext['requests'], 'load'>;
}

/** One way to settle a request. */
export interface Settlement {
  readonly status: Exclude<FriendRequestStatus, 'REQUESTED'>;
  /** The side that may settle a request in this way. */
  readonly by: 'senderId' | 'receiverId';
  /** Message of the refusal for the other side. */
  readonly notPermitted: string;
  /** Further changes of the relationship; none when absent. */
  apply?(relationship: Relationship, now: Date): Relationship;
}

const SETTLED = 'This request has already been answered or withdrawn.';

/**
 * Settles an open request and returns it. Settling it again in the same way returns the same request, unless the two
 * people have a newer one.
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
  const settled = await changeRelationship<SettleRefusal>(needs, otherId, (relationship) => {
    const { request } = relationship;
    if (request === null || relationship.blockByViewer !== null || relationship.blockByOther !== null) return unknown();
    if (request.id === requestId && request.status === 'REQUESTED') {
      const next = { ...relationship, request: { ...request, status: settlement.status, updatedAt: now } };
      return done(settlement.apply?.(next, now) ?? next);
    }
    return repeats(relationship, requestId, settlement.status)
      ? done(relationship)
      : refuse({ __typename: 'RequestSettled', message: SETTLED, path });
  });
  if (!settled.ok) return settled;
  return settled.value.request === null ? unknown() : done(settled.value.request);
}

const unknown = () => notFound('There is no such request.', 'requestId');

/** Whether the request already has this status; for an accepted one, whether the friendship still exists as well. */
const repeats = ({ request, friendship }: Relationship, requestId: string, status: FriendRequestStatus): boolean =>
  request?.id === requestId && request.status === status && (status !== 'ACCEPTED' || friendship !== null);
