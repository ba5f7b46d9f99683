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
import type { Relationship } from '../repository/relationships.ts';
import { seenFromOther, statusOf } from './friendship-status.ts';

export interface ChangeNeeds extends Pick<FriendsContext, 'caller' | 'now' | 'clearLoaders'> {
  readonly repository: {
    transaction<T>(work: (store: ChangeStore) => Promise<T>): Promise<T>;
  };
  readonly streams: Pick<FriendsContext['streams'], 'announce'>;
}

/** The part of the store that a change needs, inside its transaction. */
export type ChangeStore = Pick<
  FriendsStore,
  'lockRelationship' | 'saveRelationship' | 'recordChanges' | 'requestsReceived' | 'announce'
>;

/**
 * Changes the relationship of the viewer with another person. `decide` receives the locked relationship and returns the
 * new one (the same object for no change) or a refusal. The entries of both people's logs and the events are written in
 * the same transaction; subscriptions are notified after it.
 */
export async function changeRelationship<Refusal>(
  { caller, now, clearLoaders, repository, streams }: ChangeNeeds,
  otherId: string,
  decide: (
    relationship: Relationship,
    store: ChangeStore,
  ) => Result<Relationship, Refusal> | Promise<Result<Relationship, Refusal>>,
): Promise<Result<Relationship, Refusal>> {
  const viewerId = viewerOf(caller);
  const at = now();
  const { decided, changes } = await repository.transaction(async (store) => {
    const before = await store.lockRelationship(viewerId, otherId);
    const decided = await decide(before, store);
    if (!decided.ok || decided.value === before) return { decided, changes: [] };
    const changes = changesBetween(before, decided.value);
    await store.saveRelationship(before, decided.value);
    await announceEvents(store, before, decided.value, at);
    await store.recordChanges(changes, at);
    return { decided, changes };
  });

  clearLoaders();
  const logOf = ({ stream }: Change) => (stream === 'REQUESTS' ? REQUESTS_LOG : FRIENDSHIPS_LOG);
  await Promise.all(changes.map((change) => streams.announce(logOf(change), change.ownerId)));
  return decided;
}

/** New entries for both people's logs; none for a person who sees no difference. */
function changesBetween(before: Relationship, after: Relationship): Change[] {
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

/** Publishes events to other domains, one after the other: consumers receive them in the order of the outbox. */
async function announceEvents(store: ChangeStore, before: Relationship, after: Relationship, now: Date): Promise<void> {
  const { viewerId, otherId } = after;
  const at = now.toISOString();
  const friendship: FriendshipFact = { userIds: [viewerId, otherId], at };
  const block: BlockFact = { userId: viewerId, blockedId: otherId, at };
  const announceStart = async <Fact extends object>(was: unknown, is: unknown, type: EventType<Fact>, fact: Fact) => {
    if (was === null && is !== null) await store.announce(type, fact, now);
  };
  const { request } = after;
  if (request?.status === 'REQUESTED' && request.id !== before.request?.id) {
    const { id: requestId, senderId, receiverId } = request;
    await store.announce(friendRequestSent, { requestId, senderId, receiverId, at }, now);
  }
  await announceStart(before.friendship, after.friendship, friendshipStarted, friendship);
  await announceStart(after.friendship, before.friendship, friendshipEnded, friendship);
  await announceStart(before.blockByViewer, after.blockByViewer, userBlocked, block);
  await announceStart(after.blockByViewer, before.blockByViewer, userUnblocked, block);
}
