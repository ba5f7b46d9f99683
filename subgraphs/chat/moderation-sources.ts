import type { ModerationSource } from '../../runtime/moderation/moderation-subject-field.ts';
import type { ChatContext } from './context.ts';
import type { ChatRepository } from './repository/index.ts';

/** What of this domain can be reported: messages that stand. */
export const moderationSourcesOf = ({
  reportedMessage,
}: Pick<ChatRepository, 'reportedMessage'>): readonly ModerationSource<ChatContext>[] => [
  {
    prefix: 'msg',
    async visible({ messages }, id) {
      const message = await messages.load(id);
      return message === null || message.deletedAt !== null || message.isHidden ? null : toSubject(message);
    },
    async stored(id) {
      const message = await reportedMessage(id);
      return message === null ? null : toSubject(message);
    },
  },
];

const toSubject = ({ authorId, text, sentAt }: { authorId: string | null; text: string; sentAt: Date }) => ({
  ...{ ownerId: authorId, text, mediaFileIds: [], createdAt: sentAt },
});
