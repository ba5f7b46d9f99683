import { ANONYMOUS, type Caller } from '../../../../runtime/executor/caller.ts';
import type { Collection } from '../../../../runtime/personal-data/collections.ts';
import type { NotificationsRepository } from '../../repository/index.ts';
import { showText, type TextNeeds } from './show-text.ts';

/** What exporting needs. */
interface Needs {
  readonly repository: Pick<NotificationsRepository, 'notificationsOf'>;
  /** As the person whose texts they are: others are named as that person may know them. */
  textNeedsOf(caller: Caller): TextNeeds;
}

/** All that a person was told, with the texts as they read them, for them to have a copy of. */
export const exportTexts = ({ repository, textNeedsOf }: Needs): Collection => ({
  name: 'notifications',
  async read(userId, after, limit) {
    const needs = textNeedsOf({ ...ANONYMOUS, viewerId: userId });
    const rows = await repository.notificationsOf(userId, after, limit);
    return Promise.all(
      rows.map(async (row) => {
        const { id, type, actorId, messageId, friendRequestId, streamId, createdAt, readAt, archivedAt } = row;
        // Hidden as in the inbox: a copy is no way to read what is not the person's to read any more.
        const { text, hidden } = await showText(needs, row);
        const shown = { title: text?.title ?? null, body: text?.body ?? null, hiddenReason: hidden };
        const about = { actorId, messageId, friendRequestId, streamId };
        return { key: id, record: { id, type, ...shown, ...about, createdAt, readAt, archivedAt } };
      }),
    );
  },
});
