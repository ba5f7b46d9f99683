import DataLoader from 'dataloader';
import { createLoader } from '../../runtime/database/loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import { createKeyedLimiter } from '../../runtime/limits/keyed-limiter.ts';
import { createPaging, type Paging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { messageLoaders } from './adapters/message-loaders.ts';
import { createPresenceNotes } from './adapters/presence-notes.ts';
import type { ChatContext, ChatLoaders, PageOf } from './context.ts';
import { LEASES } from './events.ts';
import type { ChatRepository, ConversationMember, JoiningKey, Message } from './repository/index.ts';
import { changeLogOf, inboxLogOf, messageLogOf } from './repository/logs.ts';

const MESSAGES: Paging<readonly [number]> = createPaging('messages', [cursorPart.bigint]);
const MEMBERS: Paging<JoiningKey> = createPaging('members', [cursorPart.bigint, cursorPart.text]);

/** Makes contexts for one open chat domain. */
export function contextsOf(repository: ChatRepository, host: Host): (caller: Caller) => ChatContext {
  const { signals, leases, streams, ask, now } = host;
  const shared = {
    repository,
    signals,
    leases,
    streams,
    ask,
    now,
    messageLog: messageLogOf(repository),
    changeLog: changeLogOf(repository),
    inboxLog: inboxLogOf(repository),
    inTurn: createKeyedLimiter(2),
    presenceNotes: createPresenceNotes((userIds) => repository.touchPresences(userIds, now())),
  };
  return (caller) => ({ ...shared, caller, ...loadersOf(repository, host, caller.viewerId) });
}

function loadersOf(
  repository: ChatRepository,
  { leases, now }: Pick<Host, 'leases' | 'now'>,
  viewerId: string | null,
): ChatLoaders {
  /** What only somebody who is signed in may see; for a visitor there is nothing. */
  const signedIn = <Row>(read: (viewer: string, ids: readonly string[]) => Promise<(Row | null)[]>) =>
    createLoader<Row>(async (ids) => (viewerId === null ? ids.map(() => null) : read(viewerId, ids)));
  return {
    ...messageLoaders(repository, viewerId),
    conversations: signedIn(repository.conversations),
    messages: signedIn(repository.messages),
    lastMessages: new DataLoader(
      (conversations) =>
        repository.messagesAt(
          conversations.map(({ id, lastSequence }) => ({ conversationId: id, sequence: lastSequence })),
        ),
      { cacheKeyFn: ({ id }) => id },
    ),
    messagePages: pageLoader(
      MESSAGES,
      ([from]) => from,
      repository.messagePages,
      (message: Message) => [message.sequence] as const,
    ),
    memberPages: pageLoader(
      MEMBERS,
      (from) => from,
      repository.memberPages,
      (member: ConversationMember) => [member.joinedChange, member.userId] as const,
    ),
    directConversations: signedIn(repository.directConversations),
    streamRooms: signedIn(repository.streamRooms),
    connections: new DataLoader(async (ids) =>
      (await leases.members(LEASES.connection, ids)).map((members) => members.length),
    ),
    presences: signedIn((viewer, ids) => presencesOf(repository, leases, viewer, ids, now())),
    inboxHeads: new DataLoader(async (ids) => {
      const heads = await repository.inboxHeads(ids);
      return ids.map((id) => heads.get(id) ?? 0);
    }),
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
  const known = ids.filter((id) => seen.has(id));
  const held = await leases.members(LEASES.presence, known);
  const online = new Set(known.filter((_, at) => (held[at]?.length ?? 0) > 0));
  return ids.map((id) => {
    if (!seen.has(id)) return null;
    const isOnline = online.has(id);
    return { isOnline, lastSeenAt: isOnline ? now : (seen.get(id) ?? null) };
  });
}

/** Loads pages below many conversations: those of the same size and direction in one statement. */
function pageLoader<Key extends readonly (string | number)[], From, Row>(
  paging: Paging<Key>,
  fromOf: (key: Key) => From,
  read: (
    wanted: readonly { readonly id: string; readonly from: From | null }[],
    page: { backwards: boolean; limit: number },
  ) => Promise<Row[][]>,
  keyOf: (row: Row) => Key,
) {
  return new DataLoader<PageOf, ReturnType<typeof paging.connect<Row, Row>>, string>(
    async (keys) => {
      const asked = keys.map(({ conversationId, page }) => ({ id: conversationId, page: paging.parse(page) }));
      const found = new Map<(typeof asked)[number], Row[]>();
      const groups = Map.groupBy(asked, ({ page }) => `${page.backwards}:${page.limit}`);
      await Promise.all(
        [...groups.values()].map(async (group) => {
          const [{ page }] = group as [(typeof asked)[number]]; // as: a group has at least one.
          const pages = await read(
            group.map(({ id, page: { from } }) => ({ id, from: from === null ? null : fromOf(from) })),
            page,
          );
          for (const [at, one] of group.entries()) found.set(one, pages[at] ?? []);
        }),
      );
      return asked.map((one) => paging.connect(one.page, found.get(one) ?? [], keyOf, (row) => row));
    },
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );
}
