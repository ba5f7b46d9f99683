import type { EventType } from '../../../runtime/events/event-type.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { FriendsContext } from '../context.ts';
import {
  type BlockFact,
  FRIENDSHIPS_LOG,
  type FriendshipFact,
  friendRequestSent,
  friendshipEnded,
  friendshipStarted,
  REQUESTS_LOG,
  userBlocked,
  userUnblocked,
} from '../events.ts';
import type { Change } from '../repository/changes.ts';
import type { FriendsStore } from '../repository/index.ts';
import type { Standing } from '../repository/standings.ts';
import { seenFromOther, statusOf } from './friendship-status.ts';

export interface ChangeNeeds extends Pick<FriendsContext, 'caller' | 'now' | 'forget'> {
  readonly repository: {
    transaction<T>(work: (store: ChangeStore) => Promise<T>): Promise<T>;
  };
  readonly streams: Pick<FriendsContext['streams'], 'announce'>;
}

/** The part of the store that a change needs, inside its transaction. */
export type ChangeStore = Pick<
  FriendsStore,
  'lockStanding' | 'saveStanding' | 'recordChanges' | 'requestsReceived' | 'announce'
>;

/**
 * Changes what is between the viewer and another person: `decide` gets what stands, while nobody else can change it,
 * and answers what shall stand (the very same for no change) or a refusal. What follows is told to both people's logs and
 * to other domains in the same transaction, and listeners are woken after it.
 */
export async function changeStanding<Refusal>(
  { caller, now, forget, repository, streams }: ChangeNeeds,
  otherId: string,
  decide: (standing: Standing, store: ChangeStore) => Result<Standing, Refusal> | Promise<Result<Standing, Refusal>>,
): Promise<Result<Standing, Refusal>> {
  const viewerId = viewerOf(caller);
  const at = now();
  const { decided, changes } = await repository.transaction(async (store) => {
    const before = await store.lockStanding(viewerId, otherId);
    const decided = await decide(before, store);
    if (!decided.ok || decided.value === before) return { decided, changes: [] };
    const changes = changesBetween(before, decided.value);
    await store.saveStanding(before, decided.value);
    await store.recordChanges(changes, at);
    await announceEvents(store, before, decided.value, at);
    return { decided, changes };
  });

  forget();
  const logOf = ({ stream }: Change) => (stream === 'REQUESTS' ? REQUESTS_LOG : FRIENDSHIPS_LOG);
  await Promise.all(changes.map((change) => streams.announce(logOf(change), change.ownerId)));
  return decided;
}

/** The news for both people's logs: nothing for one who sees no difference. */
function changesBetween(before: Standing, after: Standing): Change[] {
  const changes: Change[] = [];
  for (const [was, is] of [
    [before, after],
    [seenFromOther(before), seenFromOther(after)],
  ] as const) {
    const { viewerId: ownerId, otherId, request } = is;
    const status = statusOf(is);
    if (status !== statusOf(was)) changes.push({ ownerId, stream: 'FRIENDSHIPS', otherId, requestId: null, status });
    if (request !== null && request.id !== was.request?.id && request.receiverId === ownerId) {
      changes.push({ ownerId, stream: 'REQUESTS', otherId, requestId: request.id, status: null });
    }
  }
  return changes;
}

/** Tells other domains. One event after the other: their order in the outbox is their order for listeners. */
async function announceEvents(store: ChangeStore, before: Standing, after: Standing, now: Date): Promise<void> {
  const { viewerId, otherId } = after;
  const at = now.toISOString();
  const friendship: FriendshipFact = { userIds: [viewerId, otherId], at };
  const block: BlockFact = { userId: viewerId, blockedId: otherId, at };
  const tell = async <Fact extends object>(was: unknown, is: unknown, type: EventType<Fact>, fact: Fact) => {
    if (was === null && is !== null) await store.announce(type, fact, now);
  };
  const { request } = after;
  if (request?.status === 'REQUESTED' && request.id !== before.request?.id) {
    const { id: requestId, senderId, receiverId } = request;
    await store.announce(friendRequestSent, { requestId, senderId, receiverId, at }, now);
  }
  await tell(before.friendship, after.friendship, friendshipStarted, friendship);
  await tell(after.friendship, before.friendship, friendshipEnded, friendship);
  await tell(before.blockByViewer, after.blockByViewer, userBlocked, block);
  await tell(after.blockByViewer, before.blockByViewer, userUnblocked, block);
}
