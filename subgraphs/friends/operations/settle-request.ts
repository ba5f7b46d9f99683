import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest, FriendRequestStatus } from '../repository/requests.ts';
import { type ChangeNeeds, changeRelationship } from './change-relationship.ts';
import { personByNickname } from './find-person.ts';
import { REQUEST_INPUT } from './input-rules.ts';

/** Why a request was not settled. */
export type SettleRefusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | RefusalOf<'RequestSettled'>;

export interface SettleNeeds extends ChangeNeeds, Pick<FriendsContext, 'ask'> {
  readonly repository: ChangeNeeds['repository'] & Pick<FriendsContext['repository'], 'relationships'>;
  readonly requests: Pick<FriendsContext['requests'], 'load'>;
}

/** A request, and the field of the input that identifies it: refusals point at that. */
interface NamedRequest {
  readonly request: FriendRequest;
  readonly given: 'requestId' | 'nickname';
}

/** Identifies a request: exactly one of the two is given. */
export interface RequestInput {
  readonly requestId?: string | null | undefined;
  readonly nickname?: string | null | undefined;
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
 * Settles an open request and returns it. It is identified by its id, or by the nickname of the other person: then it is the
 * latest request between the two. Settling it again in the same way returns the same request, unless the two people have a
 * newer one.
 *
 * A request that does not exist and one the viewer may not see are refused alike.
 */
export async function settleRequest(
  needs: SettleNeeds,
  input: unknown,
  settlement: Settlement,
): Promise<Result<FriendRequest, SettleRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const found = await findRequest(needs, input);
  if (!found.ok) return found;
  const { request: named, given } = found.value;
  const path = ['input', given];
  if (named[settlement.by] !== viewerId)
    return refuse({ __typename: 'NotPermitted', message: settlement.notPermitted, path });

  const otherId = named.senderId === viewerId ? named.receiverId : named.senderId;
  const now = needs.now();
  const settled = await changeRelationship<SettleRefusal>(needs, otherId, (relationship) => {
    const { request } = relationship;
    if (request === null || relationship.blockByViewer !== null || relationship.blockByOther !== null)
      return unknown(given);
    if (request.id === named.id && request.status === 'REQUESTED') {
      const next = { ...relationship, request: { ...request, status: settlement.status, updatedAt: now } };
      return done(settlement.apply?.(next, now) ?? next);
    }
    return repeats(relationship, named.id, settlement.status)
      ? done(relationship)
      : refuse({ __typename: 'RequestSettled', message: SETTLED, path });
  });
  if (!settled.ok) return settled;
  return settled.value.request === null ? unknown(given) : done(settled.value.request);
}

const unknown = (given: NamedRequest['given']) => notFound('There is no such request.', given);

/** The request that the input identifies. @throws a fault `UNAVAILABLE` when profile cannot be asked for a nickname. */
async function findRequest(needs: SettleNeeds, input: unknown): Promise<Result<NamedRequest, InvalidInput | NotFound>> {
  const parsed = parseInput(REQUEST_INPUT, input);
  if (!parsed.ok) return parsed;
  const { requestId, nickname } = parsed.value;
  const given = requestId == null ? 'nickname' : 'requestId';
  const request = requestId == null ? await latestWith(needs, nickname ?? '') : await needs.requests.load(requestId);
  return request === null ? unknown(given) : done({ request, given });
}

/** The latest request between the viewer and the person with a nickname; null when there is none. */
async function latestWith({ caller, ask, repository }: SettleNeeds, nickname: string): Promise<FriendRequest | null> {
  const viewerId = viewerOf(caller);
  const otherId = await personByNickname({ caller, ask }, nickname);
  if (otherId === null || otherId === viewerId) return null;
  const [relationship] = await repository.relationships(viewerId, [otherId]);
  return relationship?.request ?? null;
}

/** Whether the request already has this status; for an accepted one, whether the friendship still exists as well. */
const repeats = ({ request, friendship }: Relationship, requestId: string, status: FriendRequestStatus): boolean =>
  request?.id === requestId && request.status === status && (status !== 'ACCEPTED' || friendship !== null);
