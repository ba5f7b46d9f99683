import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import { filesShownAgain, filesWithheld } from '../events.ts';
import type { Conversation } from '../repository/index.ts';
import { type AccessNeeds, announceAccess, announceAcquaintance } from './announce-access.ts';
import { MAX_GROUP_MEMBERS } from './create-conversation.ts';
import {
  type FindingNeeds,
  findManagedGroup,
  findMembership,
  type NotPermitted,
  notPermitted,
} from './find-conversation.ts';
import { outranks } from './outranks.ts';
import { type FriendNeeds, type NotFriends, requireFriends } from './require-friends.ts';

const ADD = z.object({
  conversationId: z.string(),
  userIds: z.array(z.string().max(100)).min(1, 'Name somebody to add.').max(100, 'Add at most 100 people at a time.'),
});
const REMOVE = z.object({ conversationId: z.string(), userId: z.string() });
const LEAVE = z.object({ conversationId: z.string() });

/** The refusal for a group that has no room for so many. */
export type ConversationFull = RefusalOf<'ConversationFull'> & { readonly limit: number };

interface Needs extends FindingNeeds, AccessNeeds, Pick<ChatContext, 'caller' | 'now'> {
  readonly conversations: Pick<ChatContext['conversations'], 'load' | 'clear'>;
  readonly repository: Pick<ChatContext['repository'], 'transaction' | 'members'>;
}

/** Adds friends of the viewer to a group that they manage. */
export async function addMembers(
  context: Needs & FriendNeeds,
  raw: unknown,
): Promise<Result<Conversation | null, InvalidInput | NotFound | NotPermitted | NotFriends | ConversationFull>> {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(ADD, raw);
  if (!input.ok) return input;
  const { conversationId } = input.value;
  const group = await findManagedGroup(context, conversationId, 'ADMIN');
  if (!group.ok) return group;
  const userIds = [...new Set(input.value.userIds)].filter((userId) => userId !== viewerId);
  const friends = await requireFriends(context, viewerId, userIds, 'userIds');
  if (!friends.ok) return friends;
  const at = context.now();
  const added = await context.repository.transaction(async (store) => {
    const joined = await store.addMembers(conversationId, userIds, MAX_GROUP_MEMBERS, at);
    for (const userId of joined ?? []) await store.announce(filesShownAgain, filesOf(conversationId, userId, at), at);
    return joined;
  });
  if (added === null) {
    const message = `A group holds at most ${MAX_GROUP_MEMBERS} people.`;
    return refuse({ __typename: 'ConversationFull', message, path: ['input', 'userIds'], limit: MAX_GROUP_MEMBERS });
  }
  await announceAcquaintance(context, added);
  return again(context, conversationId);
}

/** Takes a person of lower role out of a group that the viewer manages. Their open streams end. */
export async function removeMember(
  context: Needs,
  raw: unknown,
): Promise<Result<Conversation | null, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(REMOVE, raw);
  if (!input.ok) return input;
  const { conversationId, userId } = input.value;
  const group = await findManagedGroup(context, conversationId, 'ADMIN');
  if (!group.ok) return group;
  if (userId === viewerId) return notPermitted('Leave the group instead.', 'userId');
  const [member] = await context.repository.members(conversationId, [userId]);
  if (member === undefined) return notFound('There is no such member.', 'userId');
  if (!outranks(group.value.role, member.role))
    return notPermitted('Only somebody of higher role can remove this member.', 'userId');
  await remove(context, conversationId, userId);
  return again(context, conversationId);
}

/** Leaves a group or room; an owner who leaves is replaced. */
export async function leaveConversation(
  context: Needs,
  raw: unknown,
): Promise<Result<null, InvalidInput | NotFound | NotPermitted>> {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(LEAVE, raw);
  if (!input.ok) return input;
  const found = await findMembership(context, input.value.conversationId);
  if (!found.ok) return found;
  if (found.value.kind !== 'GROUP')
    return notPermitted('Only groups are left; a room is left with leaveRoom.', 'conversationId');
  await remove(context, found.value.id, viewerId);
  return done(null);
}

async function remove(needs: Needs, conversationId: string, userId: string): Promise<void> {
  const at = needs.now();
  await needs.repository.transaction(async (store) => {
    const isRemoved = await store.removeMember(conversationId, userId, at);
    if (isRemoved) await store.announce(filesWithheld, filesOf(conversationId, userId, at), at);
  });
  await Promise.all([announceAccess(needs, conversationId), announceAcquaintance(needs, [userId])]);
}

/** All files of a group, for one person. */
const filesOf = (conversationId: string, userId: string, at: Date) => ({
  ...{ grantId: conversationId, userId, fileIds: null },
  at: at.toISOString(),
});

async function again({ conversations }: Needs, conversationId: string) {
  conversations.clear(conversationId);
  return done(await conversations.load(conversationId));
}
