import DataLoader from 'dataloader';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import { createKeyedLimiter } from '../../runtime/limits/keyed-limiter.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { messageLoaders } from './adapters/message-loaders.ts';
import { createPresenceNotes } from './adapters/presence-notes.ts';
import type { ChatContext, ChatLoaders } from './context.ts';
import { LEASES } from './events.ts';
import type { ChatRepository, ConversationMember, Message } from './repository/index.ts';
import type { ChatSettings } from './settings.ts';

const MESSAGES = createPaging({
  name: 'messages',
  key: [cursorPart.bigint],
  keyOf: ({ sequence }: Message) => [sequence],
});
const MEMBERS = createPaging({
  name: 'members',
  key: [cursorPart.bigint, cursorPart.text],
  keyOf: ({ joinedChange, userId }: ConversationMember) => [joinedChange, userId],
});

/** Makes contexts for one open chat domain. */
export function contextsOf(
  repository: ChatRepository,
  host: Host,
  { linkSecrets }: ChatSettings,
): (caller: Caller) => ChatContext {
  const { signals, leases, streams, ask, now } = host;
  const shared = {
    repository,
    signals,
    leases,
    streams,
    ask,
    now,
    messageLog: repository.messageLog,
    changeLog: repository.changeLog,
    inboxLog: repository.inboxLog,
    fileAccess: createFileAccess(linkSecrets),
    limitPerConversation: createKeyedLimiter(2),
    presenceNotes: createPresenceNotes((userIds) => repository.touchPresences(userIds, now())),
  };
  return (caller) => ({ ...shared, caller, ...loadersOf(repository, host, caller) });
}

function loadersOf(
  repository: ChatRepository,
  { leases, now }: Pick<Host, 'leases' | 'now'>,
  caller: Caller,
): ChatLoaders {
  const { viewerId } = caller;
  return {
    ...messageLoaders(repository, viewerId),
    conversations: createViewerLoader(viewerId, repository.conversations),
    messages: createViewerLoader(viewerId, repository.messages),
    lastMessages: new DataLoader(
      (conversations) =>
        repository.messagesAt(
          conversations.map(({ id, lastSequence }) => ({ conversationId: id, sequence: lastSequence })),
        ),
      { cacheKeyFn: ({ id }) => id },
    ),
    messagePages: createPageLoader(MESSAGES, repository.messagePages),
    memberPages: createPageLoader(MEMBERS, repository.memberPages),
    directConversations: createViewerLoader(viewerId, repository.directConversations),
    streamRooms: createViewerLoader(viewerId, repository.streamRooms),
    connections: new DataLoader(async (ids) =>
      (await leases.members(LEASES.connection, ids)).map((members) => members.length),
    ),
    presences: createViewerLoader(viewerId, (viewer, ids) => presencesOf(repository, leases, viewer, ids, now())),
    inboxPosition: createSnapshotPosition(() => newestSequence(repository.inboxLog, viewerOf(caller))),
  };
}

async function presencesOf(
  repository: ChatRepository,
  leases: Host['leases'],
  viewerId: string,
  ids: readonly string[],
  now: Date,
) {
  const seen = await repository.lastSeen(viewerId, ids);
  const visible = ids.filter((id) => seen.has(id));
  const members = await leases.members(LEASES.presence, visible);
  const online = new Set(visible.filter((_, at) => (members[at]?.length ?? 0) > 0));
  return ids.map((id) => {
    if (!seen.has(id)) return null;
    const isOnline = online.has(id);
    return { isOnline, lastSeenAt: isOnline ? now : (seen.get(id) ?? null) };
  });
}
