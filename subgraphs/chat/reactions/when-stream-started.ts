import { on } from '../../../runtime/events/reaction.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { beginningOf } from '../../../runtime/text/visible-text.ts';
import { streamStarted } from '../../streaming/events.ts';
import { MAX_TITLE_LENGTH } from '../operations/title.ts';
import type { ChatRepository } from '../repository/index.ts';

/** Opens the room where a stream's audience talks, named by the stream's id and owned by its host. */
export const whenStreamStarted = on(
  streamStarted,
  async (store: Pick<ChatRepository, 'addConversation'>, { streamId, hostId, title, visibility, at }) => {
    const createdAt = new Date(at);
    await store.addConversation({
      id: newId('cnv', createdAt),
      kind: 'ROOM',
      title: beginningOf(title, MAX_TITLE_LENGTH),
      roomKey: streamId,
      titleSkeleton: null,
      streamId,
      // A visibility that this version does not know must not open the room to everybody.
      audience: visibility === undefined || visibility === 'PUBLIC' ? 'EVERYONE' : 'FRIENDS',
      memberIds: [hostId],
      createdAt,
    });
  },
);
