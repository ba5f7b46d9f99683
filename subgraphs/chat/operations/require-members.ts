import { z } from 'zod';
import type { InvalidInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { ChatStore } from '../repository/index.ts';

/** Most people whom one message names. */
const MAX_MENTIONS = 50;

/** Ids of the people whom a message names. */
export const MENTIONED = z
  .array(z.string().max(100))
  .max(MAX_MENTIONS, `Mention at most ${MAX_MENTIONS} people.`)
  .nullish();

/** Lets pass only members of a conversation as those whom a message names. */
export async function requireMembers(
  repository: Pick<ChatStore, 'members'>,
  conversationId: string,
  userIds: readonly string[],
): Promise<Result<null, InvalidInput>> {
  if (userIds.length === 0) return done(null);
  const members = new Set((await repository.members(conversationId, userIds)).map(({ userId }) => userId));
  if (userIds.every((userId) => members.has(userId))) return done(null);
  const path = ['input', 'mentionedUserIds'];
  return refuse({ __typename: 'InvalidInput', message: 'Only members of the conversation can be mentioned.', path });
}
