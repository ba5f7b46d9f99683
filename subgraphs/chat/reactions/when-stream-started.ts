import { on } from '../../../runtime/events/reaction.ts';
import { newId } from '../../../runtime/ids.ts';
import { streamStarted } from '../../streaming/events.ts';
import type { ChatRepository } from '../repository/index.ts';

/** Longest title of a room, as for rooms that people open. */
const MAX_TITLE = 80;

/** Opens the room where a public stream's audience talks, named by the stream's id and owned by its host. */
export const whenStreamStarted = on(
  streamStarted,
  async (store: Pick<ChatRepository, 'addConversation'>, { streamId, hostId, title, visibility, at }) => {
    // A room is open to everybody: the audience of a stream for friends must not be.
    if (visibility === 'FRIENDS') return;
    const createdAt = new Date(at);
    await store.addConversation({
      id: newId('cnv', createdAt),
      kind: 'ROOM',
      // Cut between two halves of a character, the first would be no text.
      title: title.slice(0, MAX_TITLE).replace(/[\uD800-\uDBFF]$/, ''),
      roomKey: streamId,
      streamId,
      memberIds: [hostId],
      createdAt,
    });
  },
);
