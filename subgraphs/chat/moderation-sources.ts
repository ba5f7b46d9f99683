import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { ChatContext } from './context.ts';
import type { Attachment, ChatRepository, Message } from './repository/index.ts';

/** What of this domain can be reported: messages that stand. */
export const moderationSourcesOf = ({
  attachmentsOf,
  reportedMessage,
}: Pick<ChatRepository, 'attachmentsOf' | 'reportedMessage'>): readonly ModerationSource<ChatContext>[] => [
  {
    prefix: 'msg',
    async visible({ messages, attachments }, id) {
      const message = await messages.load(id);
      if (message === null || message.deletedAt !== null || message.isHidden) return null;
      return toSubject(message, await attachments.load(message));
    },
    async stored(id) {
      const [message, attachments] = await Promise.all([reportedMessage(id), attachmentsOf(id)]);
      return message === null ? null : toSubject(message, attachments);
    },
  },
];

const toSubject = (
  { authorId, text, sentAt }: Pick<Message, 'authorId' | 'text' | 'sentAt'>,
  attachments: readonly Attachment[],
) => ({ ownerId: authorId, text, mediaFileIds: attachments.map(({ fileId }) => fileId), createdAt: sentAt });
