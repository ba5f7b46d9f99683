import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput, text } from '../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendRequest } from '../repository/requests.ts';
import type { Standing } from '../repository/standings.ts';
import { type ChangeNeeds, type ChangeStore, changeStanding } from './change-standing.ts';
import { type FindNeeds, personByNickname, personExists } from './find-person.ts';
import { id } from './input.ts';

/** How long a person who was turned down waits before asking the same person again. */
export const REJECTION_REST_SECONDS = 7 * 24 * 60 * 60;

/** How often a person may be asked anew by the same one within `ASKING_WINDOW_SECONDS`: each time they are told of it. */
export const MOST_ASKS = 5;

/** In what time requests to the same person are counted. */
export const ASKING_WINDOW_SECONDS = 24 * 60 * 60;

/** Why nobody was asked. */
export type SendFriendRequestRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'AlreadyFriends'>
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

type Needs = ChangeNeeds & FindNeeds & { readonly repository: ChangeNeeds['repository'] & FindNeeds['repository'] };

/** The name a person was given by: where in the input a refusal points. */
type Given = 'userId' | 'nickname';

const INPUT = z
  .object({ userId: id.nullish(), nickname: text('A nickname', { max: 100, singleLine: true }).nullish() })
  .refine(({ userId, nickname }) => (userId == null) !== (nickname == null), 'Give either a userId or a nickname.');

/**
 * Asks a person to become the viewer's friend, and gives the request. Asking again gives the same request; when that
 * person has already asked, the two become friends and the request is that person's, accepted.
 *
 * An unknown person and a block, by either of the two, are refused alike, so that nobody can probe for a block.
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
  const sent = await changeStanding(needs, otherId, (standing, store) => ask(standing, store, given, now));
  if (!sent.ok) return sent;
  return sent.value.request === null ? unknown(given) : done(sent.value.request);
}

const unknown = (given: Given) => notFound('There is no such person.', given);

async function ask(
  standing: Standing,
  store: Pick<ChangeStore, 'requestsReceived'>,
  given: Given,
  now: Date,
): Promise<Result<Standing, SendFriendRequestRefusal>> {
  const { viewerId, otherId, friendship, request } = standing;
  if (standing.blockByViewer !== null || standing.blockByOther !== null) return unknown(given);
  const path = ['input', given];
  if (friendship !== null) return refuse({ __typename: 'AlreadyFriends', message: 'You are friends already.', path });
  if (request?.status === 'REQUESTED') {
    if (request.senderId === viewerId) return done(standing);
    const accepted: FriendRequest = { ...request, status: 'ACCEPTED', updatedAt: now };
    return done({ ...standing, request: accepted, friendship: { id: newId('fsh', now), since: now } });
  }
  const rest = request === null ? 0 : restOf(request, viewerId, now);
  if (rest > 0) return tooOften('They turned you down. Ask again later.', given, rest);
  const wait = await waitOf(standing, store, now);
  if (wait > 0) return tooOften('You have asked them too often. Ask again later.', given, wait);
  const asked = {
    id: newId('frq', now),
    senderId: viewerId,
    receiverId: otherId,
    status: 'REQUESTED',
    createdAt: now,
    updatedAt: now,
  } as const;
  return done({ ...standing, request: asked });
}

const tooOften = (message: string, given: Given, retryAfter: number) =>
  refuse({ __typename: 'TooManyAttempts', message, path: ['input', given], retryAfter });

/** Seconds until the viewer may ask anew: 0 unless they did so too often. What a block swept away counts too. */
async function waitOf(
  { viewerId, otherId }: Standing,
  store: Pick<ChangeStore, 'requestsReceived'>,
  now: Date,
): Promise<number> {
  const since = new Date(now.getTime() - ASKING_WINDOW_SECONDS * 1_000);
  const oldest = (await store.requestsReceived(otherId, viewerId, since, MOST_ASKS))[MOST_ASKS - 1];
  return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest.getTime() - since.getTime()) / 1_000));
}

/** Seconds until the viewer may ask again: 0 unless the viewer's own request was turned down a short while ago. */
function restOf({ status, senderId, updatedAt }: FriendRequest, viewerId: string, now: Date): number {
  if (status !== 'REJECTED' || senderId !== viewerId) return 0;
  const seconds = REJECTION_REST_SECONDS - (now.getTime() - updatedAt.getTime()) / 1_000;
  return Math.max(0, Math.ceil(seconds));
}
