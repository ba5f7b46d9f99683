import { on } from '../../../runtime/events/reaction.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { beginningOf } from '../../../runtime/text/visible-text.ts';
import { streamStarted } from '../../streaming/events.ts';
import { MAX_TITLE_LENGTH } from '../operations/title.ts';
import type { ChatRepository } from '../repository/index.ts';

/** Opens the room where a stream's audience talks, named by the stream's id and owned by its host. */
export const whenStreamStarted = on(
  streamStarted,
  async (
    store: Pick<ChatRepository, 'addConversation' | 'setRoomRules'>,
    { streamId, hostId, title, visibility = 'PUBLIC', chat, at },
  ) => {
    const createdAt = new Date(at);
    await store.addConversation({
      id: newId('cnv', createdAt),
      kind: 'ROOM',
      title: beginningOf(title, MAX_TITLE_LENGTH),
      roomKey: streamId,
      titleSkeleton: null,
      streamId,
      audience: audienceOf(visibility),
      memberIds: [hostId],
      createdAt,
    });
    if (chat === undefined) return;
    const rules = { writeMode: chat.mode, slowModeSeconds: chat.slowModeSeconds };
    await store.setRoomRules(streamId, rules, audienceOf(visibility));
  },
);

/** A visibility that this version does not know must not open the room to everybody. */
export function audienceOf(visibility: string): 'EVERYONE' | 'FOLLOWERS' | 'FRIENDS' {
  if (visibility === 'PUBLIC') return 'EVERYONE';
  return visibility === 'FOLLOWERS' ? 'FOLLOWERS' : 'FRIENDS';
}
