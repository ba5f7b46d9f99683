import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { whenFollowsChange } from '../../../runtime/relations/when-follows-change.ts';
import {
  moderatorAdded,
  moderatorRemoved,
  streamChatChanged,
  viewerBanned,
  viewerUnbanned,
} from '../../streaming/events.ts';
import { type AccessNeeds, announceAccess } from '../operations/announce-access.ts';
import type { ChatStore } from '../repository/index.ts';
import { audienceOf } from './when-stream-started.ts';

type Store = Pick<
  ChatStore,
  | 'setRoomRules'
  | 'noteRoomBan'
  | 'roomOfStream'
  | 'openFollowersRoomsOf'
  | 'addMembers'
  | 'removeMember'
  | 'setRoomRole'
>;

/**
 * Keeps the rules of the rooms of streams: who may enter, write and moderate. Who may read a room no longer is removed from it,
 * and their open streams of it end.
 */
export const whenStreamRulesChange = (needs: AccessNeeds): readonly Reaction<Store>[] => {
  const announced = (roomId: string | null) => (roomId === null ? undefined : () => announceAccess(needs, roomId));
  return [
    on(streamChatChanged, async (store: Store, { streamId, visibility, mode, slowModeSeconds }) =>
      announced(await store.setRoomRules(streamId, { writeMode: mode, slowModeSeconds }, audienceOf(visibility))),
    ),
    on(viewerBanned, async (store: Store, { streamId, userId, until, at }) => {
      const since = new Date(at);
      const end = until === null ? null : new Date(until);
      await store.noteRoomBan({ streamId, userId, isActive: true, until: end, at: since });
      const roomId = await store.roomOfStream(streamId);
      if (roomId !== null) await store.removeMember(roomId, userId, since);
      return announced(roomId);
    }),
    on(viewerUnbanned, async (store: Store, { streamId, userId, at }) => {
      await store.noteRoomBan({ streamId, userId, isActive: false, until: null, at: new Date(at) });
    }),
    on(moderatorAdded, async (store: Store, { streamId, userId, at }) => {
      const roomId = await store.roomOfStream(streamId);
      if (roomId === null) return;
      await store.addMembers(roomId, [userId], Number.MAX_SAFE_INTEGER, new Date(at));
      await store.setRoomRole(roomId, userId, 'ADMIN', new Date(at));
    }),
    on(moderatorRemoved, async (store: Store, { streamId, userId, at }) => {
      const roomId = await store.roomOfStream(streamId);
      if (roomId !== null) await store.setRoomRole(roomId, userId, 'MEMBER', new Date(at));
    }),
    ...whenFollowsChange<Store>(async (store, { followeeId }, isActive) => {
      const rooms = isActive ? [] : await store.openFollowersRoomsOf(followeeId);
      return async () => {
        await Promise.all(rooms.map((roomId) => announceAccess(needs, roomId)));
      };
    }),
  ];
};
