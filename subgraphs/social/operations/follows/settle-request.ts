import { z } from 'zod';
import { isId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { FollowRequest } from '../../repository/follows/follow.ts';
import type { SocialStore } from '../../repository/index.ts';
import { beginFollows, type FollowStore } from './change-follows.ts';

/** The request is in a state in which it cannot be settled so. */
export interface InvalidState extends RefusalOf<'InvalidState'> {
  readonly from: string;
  readonly allowed: readonly string[];
}

/** Why a request was not settled. */
export type SettleRefusal = InvalidInput | NotFound | InvalidState;

export interface SettleNeeds extends Pick<SocialContext, 'caller' | 'now' | 'clearPerson'> {
  readonly repository: {
    transaction<T>(
      work: (
        store: FollowStore & Pick<SocialStore, 'lockPairs' | 'followRequests' | 'settleFollowRequests'>,
      ) => Promise<T>,
    ): Promise<T>;
  };
}

const INPUT = z.object({ requestId: z.string() });

const unknownRequest = () => notFound('There is no such request.', 'requestId');

/** Accepts or rejects a request to the viewer. Doing so again changes nothing. */
export async function settleRequest(
  { caller, now, clearPerson, repository }: SettleNeeds,
  input: unknown,
  status: 'ACCEPTED' | 'REJECTED',
): Promise<Result<FollowRequest, SettleRefusal>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { requestId } = parsed.value;
  if (!isId('flr', requestId)) return unknownRequest();
  const at = now();
  const settled = await repository.transaction(async (store): Promise<Result<FollowRequest, SettleRefusal>> => {
    const readRequest = async () => (await store.followRequests(viewerId, [requestId]))[0] ?? null;
    const found = await readRequest();
    if (found === null || found.receiverId !== viewerId) return unknownRequest();
    await store.lockPairs(viewerId, [found.senderId]);
    const [request] = await store.settleFollowRequests([requestId], status, at);
    if (request === undefined) return alreadySettled(await readRequest(), status);
    if (request.status === 'CANCELLED') return unknownRequest();
    const { senderId: followerId, notify, weight } = request;
    if (status === 'ACCEPTED')
      await beginFollows(store, [{ followerId, followeeId: viewerId, notify, weight }], { isAccepted: true }, at);
    return done(request);
  });
  if (settled.ok) clearPerson(settled.value.senderId);
  return settled;
}

function alreadySettled(request: FollowRequest | null, status: string): Result<FollowRequest, SettleRefusal> {
  if (request === null) return unknownRequest();
  if (request.status === status) return done(request);
  return refuse({
    __typename: 'InvalidState',
    message: 'This request has been answered or taken back.',
    path: ['input', 'requestId'],
    from: request.status,
    allowed: ['REQUESTED', status],
  });
}
