import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { memberMentioned } from '../events.ts';
import type { ChatStore, Message } from '../repository/index.ts';
import { type ChangeNeeds, type MessageDeleted, messageDeleted, type Target } from './change-message.ts';
import { changeWritableMessage } from './change-writable-message.ts';
import { type NotPermitted, notPermitted } from './find-conversation.ts';
import { MESSAGE_TEXT } from './message-content.ts';
import { MENTIONED, requireMembers } from './require-members.ts';
import type { ConversationReadOnly } from './require-writable.ts';

/** A message may be edited this long after it was sent. */
export const EDIT_WINDOW_HOURS = 48;

/** Most earlier texts of one message. */
export const MAX_REVISIONS = 50;

const INPUT = z.object({ messageId: z.string(), text: MESSAGE_TEXT, mentionedUserIds: MENTIONED });
const HOUR_MS = 60 * 60 * 1000;

/** Why a message was not edited. */
export type EditMessageRefusal =
  | InvalidInput
  | NotFound
  | NotPermitted
  | ConversationReadOnly
  | MessageDeleted
  | (RefusalOf<'EditWindowClosed' | 'EditLimitReached'> & { readonly limit: number });

/** Gives one of the viewer's own messages another text, and other mentions if they are given. The same again changes nothing. */
export async function editMessage(
  context: ChangeNeeds,
  raw: unknown,
): Promise<Result<Message | null, EditMessageRefusal>> {
  viewerOf(context.caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { messageId, text, mentionedUserIds } = input.value;
  return changeWritableMessage<EditMessageRefusal>(context, messageId, async (store, target) => {
    const named = target.mentionedUserIds;
    const mentioned = mentionedUserIds == null ? named : [...new Set(mentionedUserIds)].sort();
    const allowed = editable(target);
    if (!allowed.ok) return allowed;
    const added = mentioned.filter((userId) => !named.includes(userId));
    if (target.message.text === text && added.length === 0 && mentioned.length === named.length) return done(false);
    const late = timely(target);
    if (!late.ok) return late;
    const members = await requireMembers(store, target.message.conversationId, added);
    if (!members.ok) return members;
    await revise(store, target, { text, mentioned, added });
    return done(true);
  });
}

const editable = ({ message, viewerId }: Target): Result<null, NotPermitted | MessageDeleted> => {
  if (message.authorId !== viewerId) return notPermitted('Only its author edits a message.', 'messageId');
  if (message.isHidden) return notPermitted('Moderators have hidden this message.', 'messageId');
  return message.deletedAt === null ? done(null) : messageDeleted();
};

function timely({ message, revisionCount, at }: Target): Result<null, EditMessageRefusal> {
  const path = ['input', 'messageId'];
  if (at.getTime() - message.sentAt.getTime() > EDIT_WINDOW_HOURS * HOUR_MS)
    return refuse({
      __typename: 'EditWindowClosed',
      message: `A message can be edited for ${EDIT_WINDOW_HOURS} hours.`,
      path,
      limit: EDIT_WINDOW_HOURS,
    });
  if (revisionCount >= MAX_REVISIONS)
    return refuse({
      __typename: 'EditLimitReached',
      message: `A message can be edited ${MAX_REVISIONS} times.`,
      path,
      limit: MAX_REVISIONS,
    });
  return done(null);
}

async function revise(
  store: ChatStore,
  { message, viewerId, revisionCount, at }: Target,
  { text, mentioned, added }: { text: string; mentioned: readonly string[]; added: readonly string[] },
): Promise<void> {
  await store.reviseMessage({ message, nth: revisionCount + 1, text, mentionedUserIds: mentioned, at });
  await store.appendMessageChange(message, 'MESSAGE_EDITED', viewerId, at);
  const { id: messageId, conversationId } = message;
  if (added.length > 0)
    await store.announce(memberMentioned, { messageId, conversationId, authorId: viewerId, userIds: added }, at);
}
