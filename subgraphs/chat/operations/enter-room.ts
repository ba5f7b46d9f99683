import { z } from 'zod';
import { fault } from '../../../runtime/executor/faults.ts';
import { isId, newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { createRelationshipLookup } from '../../../runtime/relations/ask-relationships.ts';
import { titleSkeletonOf } from '../../../runtime/text/look-alikes.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import { type AccessNeeds, announceAccess } from './announce-access.ts';
import { PUBLIC_TITLE } from './title.ts';

const NO_NAME = 'This is no name of a room.';

const CREATE = z.object({ name: PUBLIC_TITLE });

/** The name of a room that is there: one that was opened under other rules is found too. */
const ENTER = z.object({
  name: z
    .string()
    .trim()
    .min(1, NO_NAME)
    .max(400, NO_NAME)
    .refine((name) => name.isWellFormed() && !name.includes('\0'), NO_NAME),
});

/** How a room's name is compared: without regard to case. */
export const roomKeyOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** The refusal for a room name in use. */
export type RoomNameTaken = RefusalOf<'RoomNameTaken'>;

/** To distinguish a room for friends from none, before somebody is refused. */
interface FriendsRoomNeeds extends Pick<ChatContext, 'ask'> {
  readonly repository: Pick<ChatContext['repository'], 'openerOfFriendsRoom'>;
}

interface Needs extends Pick<ChatContext, 'caller' | 'now'> {
  readonly repository: Pick<ChatContext['repository'], 'transaction' | 'room'>;
}

/** Opens a public room, which the viewer owns and has joined. */
export async function createRoom(
  { caller, repository, now }: Needs,
  raw: unknown,
): Promise<Result<Conversation | null, InvalidInput | RoomNameTaken>> {
  const viewerId = viewerOf(caller);
  const input = parseInput(CREATE, raw);
  if (!input.ok) return input;
  const { name } = input.value;
  const roomKey = roomKeyOf(name);
  const draft = {
    id: newId('cnv', now()),
    kind: 'ROOM',
    title: name,
    roomKey,
    titleSkeleton: titleSkeletonOf(name),
    streamId: null,
    memberIds: [viewerId],
    createdAt: now(),
  } as const;
  // A stream's id names the room of that stream: nobody takes it in the moment before the room is there.
  if (!isId('str', roomKey) && (await repository.transaction((store) => store.addConversation(draft))))
    return done(await repository.room(viewerId, roomKey));
  return refuse({
    __typename: 'RoomNameTaken',
    message: 'There is a room of that name, or of one that looks like it, already.',
    path: ['input', 'name'],
  });
}

/**
 * Joins a room; joining again changes nothing. A room for friends of its opener is refused like none to others.
 *
 * @throws a fault `UNAVAILABLE` to a friend whom the local copy does not have yet, and when friends cannot be asked.
 */
export async function joinRoom(
  needs: Needs & FriendsRoomNeeds,
  raw: unknown,
): Promise<Result<Conversation | null, InvalidInput | NotFound>> {
  const joined = await inRoom(needs, raw, async (room, viewerId) => {
    await needs.repository.transaction((store) =>
      store.addMembers(room.id, [viewerId], Number.MAX_SAFE_INTEGER, needs.now()),
    );
  });
  if (!joined.ok && joined.refusal.__typename === 'NotFound') await confirmNoFriend(needs, raw);
  return joined;
}

/** Leaves a room; leaving again changes nothing. */
export const leaveRoom = (needs: Needs & AccessNeeds, raw: unknown) =>
  inRoom(needs, raw, async (room, viewerId) => {
    await needs.repository.transaction((store) => store.removeMember(room.id, viewerId, needs.now()));
    await announceAccess(needs, room.id);
  });

async function inRoom(
  { caller, repository }: Needs,
  raw: unknown,
  act: (room: Conversation, viewerId: string) => Promise<void>,
): Promise<Result<Conversation | null, InvalidInput | NotFound>> {
  const viewerId = viewerOf(caller);
  const input = parseInput(ENTER, raw);
  if (!input.ok) return input;
  const roomKey = roomKeyOf(input.value.name);
  const room = await repository.room(viewerId, roomKey);
  if (room === null) return notFound('There is no room of that name.', 'name');
  await act(room, viewerId);
  return done(await repository.room(viewerId, roomKey));
}

/** Reading follows the local copy, so a friend whom it does not have yet cannot enter before it does. */
async function confirmNoFriend({ caller, ask, repository }: Needs & FriendsRoomNeeds, raw: unknown): Promise<void> {
  const { name } = ENTER.parse(raw);
  const openerId = await repository.openerOfFriendsRoom(roomKeyOf(name));
  if (openerId === null) return;
  const relationships = await createRelationshipLookup(ask, 'chat')(viewerOf(caller), [openerId]);
  if (relationships.every(({ areFriends, blocked }) => areFriends && !blocked))
    throw fault('UNAVAILABLE', 'The room opens to new friends within moments. Try again.');
}
