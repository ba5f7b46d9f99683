import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';
import {
  type ContactNeeds,
  type FriendNeeds,
  type NotFriends,
  requireContact,
  requireFriends,
} from './require-friends.ts';
import { TITLE } from './title.ts';

/** Most people in a group, its owner included. */
export const MAX_GROUP_MEMBERS = 1_000;

const INPUT = z.object({
  kind: z.enum(['DIRECT', 'GROUP'], 'A room is opened with createRoom.'),
  memberIds: z
    .array(z.string().max(100))
    .min(1, 'Name somebody to talk to.')
    .max(MAX_GROUP_MEMBERS - 1, `A group holds at most ${MAX_GROUP_MEMBERS} people.`),
  title: TITLE.nullish(),
});

interface Needs extends Pick<ChatContext, 'caller' | 'now' | 'ask'> {
  readonly conversations: Pick<ChatContext['conversations'], 'load' | 'clear'>;
  readonly directConversations: Pick<ChatContext['directConversations'], 'load'>;
  readonly repository: FriendNeeds['repository'] &
    ContactNeeds['repository'] &
    Pick<ChatContext['repository'], 'transaction' | 'directConversationOf'>;
}

/**
 * Opens a direct conversation (or finds the pair's one) with a friend or a person whom a contact grant names, or a group
 * with friends of the viewer.
 */
export async function createConversation(
  context: Needs,
  raw: unknown,
): Promise<Result<Conversation | null, InvalidInput | NotFriends>> {
  const viewerId = viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { kind, title = null } = input.value;
  const others = [...new Set(input.value.memberIds)].filter((id) => id !== viewerId);
  const invalid = (message: string, at: string) => refuse({ __typename: 'InvalidInput', message, path: ['input', at] });
  if (others.length === 0) return invalid('Name somebody beside yourself.', 'memberIds');

  const [other] = others;
  if (kind === 'DIRECT') {
    if (others.length !== 1 || other === undefined)
      return invalid('A direct conversation has exactly one other person.', 'memberIds');
    if (title !== null) return invalid('A direct conversation has no title.', 'title');
    const existing = await context.directConversations.load(other);
    if (existing !== null) return done(existing);
  } else if (title === null) {
    return invalid('A group needs a title.', 'title');
  }
  const permitted =
    kind === 'DIRECT' && other !== undefined
      ? await requireContact(context, viewerId, other, 'memberIds')
      : await requireFriends(context, viewerId, others, 'memberIds');
  if (!permitted.ok) return permitted;

  const id = newId('cnv', context.now());
  const draft = {
    id,
    kind,
    title,
    roomKey: null,
    titleSkeleton: null,
    streamId: null,
    memberIds: [viewerId, ...others],
    createdAt: context.now(),
  };
  const added = await context.repository.transaction((store) => store.addConversation(draft));
  // Two friends may open their conversation at the same moment: both get the one that was first.
  const opened = added || other === undefined ? id : await context.repository.directConversationOf(viewerId, other);
  return done(await context.conversations.load(opened ?? id));
}
