import { ANONYMOUS, type Caller } from '../../../../runtime/executor/caller.ts';
import type { Collection } from '../../../../runtime/personal-data/collections.ts';
import type { NotificationsRepository } from '../../repository/index.ts';
import { showText, type TextNeeds } from './show-text.ts';

interface Needs {
  readonly repository: Pick<NotificationsRepository, 'notificationsOf'>;
  /** Text dependencies for this caller, who sees other users' names as they may. */
  textNeedsOf(caller: Caller): TextNeeds;
}

/** Export of a user's notifications, with their texts as shown in the inbox. */
export const exportTexts = ({ repository, textNeedsOf }: Needs): Collection => ({
  name: 'notifications',
  async read(userId, after, limit) {
    const needs = textNeedsOf({ ...ANONYMOUS, viewerId: userId });
    const rows = await repository.notificationsOf(userId, after, limit);
    return Promise.all(
      rows.map(async (row) => {
        const { id, type, actorId, messageId, friendRequestId, streamId, subjectType, subjectId } = row;
        const { createdAt, readAt, archivedAt } = row;
        // Hidden as in the inbox: the export must not disclose what the user may not read any more.
        const { text, hidden } = await showText(needs, row);
        const shown = { title: text?.title ?? null, body: text?.body ?? null, hiddenReason: hidden };
        const about = { actorId, messageId, friendRequestId, streamId, subjectType, subjectId };
        return { key: id, record: { id, type, ...shown, ...about, createdAt, readAt, archivedAt } };
      }),
    );
  },
});
