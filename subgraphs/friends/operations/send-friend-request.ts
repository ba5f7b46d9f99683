import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest } from '../repository/requests.ts';
import { type ChangeNeeds, type ChangeStore, changeRelationship } from './change-relationship.ts';
import { type FindNeeds, personByNickname, personExists } from './find-person.ts';
import { id, nickname } from './input-rules.ts';

/** Time after a rejection in which its sender cannot send the same person another request. */
export const REJECTION_COOLDOWN_SECONDS = 7 * 24 * 60 * 60;

/** Maximum number of requests from one person to another within `REQUEST_WINDOW_SECONDS`: each one notifies the receiver. */
export const MAX_REQUESTS_PER_WINDOW = 5;

/** Length of the sliding window in which requests to the same person are counted. */
export const REQUEST_WINDOW_SECONDS = 24 * 60 * 60;

/** Why no request was sent. */
export type SendFriendRequestRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'AlreadyFriends'>
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

type Needs = ChangeNeeds & FindNeeds & { readonly repository: ChangeNeeds['repository'] & FindNeeds['repository'] };

/** The field of the input that identifies the receiver; refusals point at it. */
type Given = 'userId' | 'nickname';

const INPUT = z
  .object({ userId: id.nullish(), nickname: nickname.nullish() })
  .refine(({ userId, nickname }) => (userId == null) !== (nickname == null), 'Give either a userId or a nickname.');

/**
 * Sends a friend request and returns it. Sending it again returns the same request. When the other person has already sent
 * one, it is accepted and returned.
 *
 * An unknown person and a block by either of the two are refused alike, so that nobody can probe for a block.
 */
export async function sendFriendRequest(
  needs: Needs,
  input: { userId?: string | null | undefined; nickname?: string | null | undefined },
): Promise<Result<FriendRequest, SendFriendRequestRefusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const given: Given = parsed.value.userId == null ? 'nickname' : 'userId';
  const otherId = parsed.value.userId ?? (await personByNickname(needs, parsed.value.nickname ?? ''));
  if (otherId === viewerId)
    return refuse({ __typename: 'InvalidInput', message: 'You cannot befriend yourself.', path: ['input', given] });
  if (otherId === null || !(await personExists(needs, otherId))) return unknown(given);

  const now = needs.now();
  const sent = await changeRelationship(needs, otherId, (relationship, store) =>
    requestFriendship(relationship, store, given, now),
  );
  if (!sent.ok) return sent;
  return sent.value.request === null ? unknown(given) : done(sent.value.request);
}

const unknown = (given: Given) => notFound('There is no such person.', given);

async function requestFriendship(
  relationship: Relationship,
  store: Pick<ChangeStore, 'requestsReceived'>,
  given: Given,
  now: Date,
): Promise<Result<Relationship, SendFriendRequestRefusal>> {
  const { viewerId, otherId, friendship, request } = relationship;
  if (relationship.blockByViewer !== null || relationship.blockByOther !== null) return unknown(given);
  const path = ['input', given];
  if (friendship !== null) return refuse({ __typename: 'AlreadyFriends', message: 'You are already friends.', path });
  if (request?.status === 'REQUESTED') {
    if (request.senderId === viewerId) return done(relationship);
    const accepted: FriendRequest = { ...request, status: 'ACCEPTED', updatedAt: now };
    return done({ ...relationship, request: accepted, friendship: { id: newId('fsh', now), since: now } });
  }
  const cooldown = request === null ? 0 : cooldownAfter(request, viewerId, now);
  if (cooldown > 0) return tooOften('They declined your request. Try again later.', given, cooldown);
  const wait = await waitOf(relationship, store, now);
  if (wait > 0) return tooOften('You have sent them too many requests. Try again later.', given, wait);
  const newRequest = {
    id: newId('frq', now),
    senderId: viewerId,
    receiverId: otherId,
    status: 'REQUESTED',
    createdAt: now,
    updatedAt: now,
  } as const;
  return done({ ...relationship, request: newRequest });
}

const tooOften = (message: string, given: Given, retryAfter: number) =>
  refuse({ __typename: 'TooManyAttempts', message, path: ['input', given], retryAfter });

/** Seconds until the viewer may send another request: 0 below the limit. Requests that a block deleted count too. */
async function waitOf(
  { viewerId, otherId }: Relationship,
  store: Pick<ChangeStore, 'requestsReceived'>,
  now: Date,
): Promise<number> {
  const since = new Date(now.getTime() - REQUEST_WINDOW_SECONDS * 1_000);
  const oldest = (await store.requestsReceived(otherId, viewerId, since, MAX_REQUESTS_PER_WINDOW))[
    MAX_REQUESTS_PER_WINDOW - 1
  ];
  return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest.getTime() - since.getTime()) / 1_000));
}

/** Seconds until the viewer may send another request: 0 unless the viewer's own request was rejected recently. */
function cooldownAfter({ status, senderId, updatedAt }: FriendRequest, viewerId: string, now: Date): number {
  if (status !== 'REJECTED' || senderId !== viewerId) return 0;
  const seconds = REJECTION_COOLDOWN_SECONDS - (now.getTime() - updatedAt.getTime()) / 1_000;
  return Math.max(0, Math.ceil(seconds));
}
