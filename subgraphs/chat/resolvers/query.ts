import { createPaging, type Paging } from '../../../runtime/connection.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { QueryResolvers } from '../generated.ts';
import { roomKeyOf } from '../operations/enter-room.ts';
import type { ActivityKey, Conversation } from '../repository/index.ts';

const INBOX: Paging<ActivityKey> = createPaging('conversations', [0, '']);
const ROOMS: Paging<ActivityKey> = createPaging('rooms', [0, '']);
const keyOf = ({ activeAt, id }: Conversation): ActivityKey => [activeAt.getTime(), id];

/** Root queries. */
export const query: QueryResolvers = {
  async conversations(_, page, { caller, repository, inboxHeads }) {
    const request = INBOX.parse(page);
    // Read before the list: a client that follows from the cursor beside it must not miss what happens in between.
    await inboxHeads.load(viewerOf(caller));
    return INBOX.connect(request, await repository.inbox(viewerOf(caller), request), keyOf, (row) => row);
  },
  conversation: (_, { id }, { conversations }) => conversations.load(id),
  unreadConversationCount: (_, __, { caller, repository }) => repository.unreadConversationCount(viewerOf(caller)),
  async conversationsCursor(_, __, { caller, inboxHeads, inboxLog, streams }) {
    const viewerId = viewerOf(caller);
    return streams.cursor(inboxLog, viewerId, await inboxHeads.load(viewerId));
  },
  room: (_, { name }, { caller, repository }) => repository.room(viewerOf(caller), roomKeyOf(name)),
  async rooms(_, page, { caller, repository }) {
    const request = ROOMS.parse(page);
    return ROOMS.connect(request, await repository.rooms(viewerOf(caller), request), keyOf, (row) => row);
  },
};
