import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { FOLLOW_REQUEST_LOG, followRequested } from '../../events.ts';
import type { FollowRequest } from '../../repository/follows/follow.ts';
import type { SocialStore } from '../../repository/index.ts';
import { limitAction, type TooManyAttempts, tooManyAttempts } from '../people/limit-action.ts';
import { unknownPerson } from '../people/name-person.ts';
import { type PersonNeeds, requirePerson } from '../people/require-person.ts';
import { beginFollows, type FollowStore } from './change-follows.ts';

/** Requests that a person may send to the same other one in 24 hours: taking them back and sending them anew disturbs. */
export const MAX_REQUESTS_TO_ONE = 5;

const DAY_SECONDS = 24 * 60 * 60;

/** The viewer asked before and waits for the answer. */
export interface RequestPending extends RefusalOf<'RequestPending'> {
  readonly request: FollowRequest;
}

type Refusal = InvalidInput | NotFound | RequestPending | TooManyAttempts;

type Store = FollowStore &
  Pick<
    SocialStore,
    | 'lockPairs'
    | 'followState'
    | 'changeFollow'
    | 'changeFollowRequest'
    | 'addFollowRequest'
    | 'announce'
    | 'appendToLogs'
  >;

interface Needs extends PersonNeeds, Pick<SocialContext, 'now' | 'graphLimits' | 'clearPerson'> {
  readonly repository: PersonNeeds['repository'] & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
  readonly streams: Pick<SocialContext['streams'], 'announce'>;
}

/** A weight of a follow. */
export const WEIGHT = z.number().min(0.1, 'A weight is 0.1 to 3.').max(3, 'A weight is 0.1 to 3.');

const INPUT = z.object({
  userId: z.string(),
  notify: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false),
  weight: WEIGHT.nullish().transform((given) => given ?? 1),
});

/** Follows a person, or asks them where their account is private. Returns their id. */
export async function followUser(needs: Needs, input: unknown): Promise<Result<string, Refusal>> {
  const { caller, repository, streams, now, clearPerson } = needs;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const found = await requirePerson(needs, parsed.value.userId, 'People cannot follow themselves.');
  if (!found.ok) return found;
  const limited = await limitAction(needs, 'follow');
  if (limited !== null) return limited;

  const at = now();
  const { result, isRequest } = await repository.transaction((store) => follow(store, viewerId, parsed.value, at));
  clearPerson(found.value);
  if (isRequest) await streams.announce(FOLLOW_REQUEST_LOG, found.value);
  return result;
}

interface Outcome {
  readonly result: Result<string, Refusal>;
  /** Whether a request was sent. */
  readonly isRequest: boolean;
}

async function follow(
  store: Store,
  followerId: string,
  { userId: followeeId, notify, weight }: z.infer<typeof INPUT>,
  at: Date,
): Promise<Outcome> {
  const followed = { result: done(followeeId), isRequest: false };
  await store.lockPairs(followerId, [followeeId]);
  const state = await store.followState(followerId, followeeId, new Date(at.getTime() - DAY_SECONDS * 1_000), at);
  if (state.isHidden) return { result: unknownPerson(), isRequest: false };
  if (state.isFollowing) {
    await store.changeFollow({ followerId, followeeId }, { notify, weight });
    return followed;
  }
  if (!state.isPrivate) {
    const how = { isAccepted: false, isMuted: state.isMuted };
    await beginFollows(store, [{ followerId, followeeId, notify, weight }], how, at);
    return followed;
  }
  if (state.request !== null) {
    await store.changeFollowRequest(state.request.id, notify, weight);
    return { result: pending(state.request), isRequest: false };
  }
  if (state.recentRequests >= MAX_REQUESTS_TO_ONE) return { result: tooManyAttempts(DAY_SECONDS), isRequest: false };
  await askToFollow(store, { followerId, followeeId, notify, weight }, state.isMuted, at);
  return { ...followed, isRequest: true };
}

async function askToFollow(
  store: Store,
  { followerId: senderId, followeeId: receiverId, notify, weight }: Parameters<FollowStore['addFollows']>[0][number],
  isMuted: boolean,
  createdAt: Date,
): Promise<void> {
  const id = newId('flr', createdAt);
  await store.addFollowRequest({ id, senderId, receiverId, status: 'REQUESTED', notify, weight, createdAt });
  await store.announce(
    followRequested,
    { requestId: id, senderId, receiverId, at: createdAt.toISOString(), isMuted },
    createdAt,
  );
  const entry = { log: FOLLOW_REQUEST_LOG.name, key: receiverId, people: [senderId], data: { requestId: id } };
  await store.appendToLogs([entry], createdAt);
}

const pending = (request: FollowRequest) =>
  refuse<RequestPending>({
    __typename: 'RequestPending',
    message: 'You have asked already. Wait for the answer.',
    path: ['input', 'userId'],
    request,
  });
