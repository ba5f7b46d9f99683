import { newId } from '../../../runtime/operations/ids.ts';
import { conversationBegun } from '../events.ts';
import type { ChatRepository } from '../repository/index.ts';

type Store = Pick<ChatRepository, 'addConversation' | 'announce' | 'contactsAmong' | 'directTalk'>;

/** Opens the conversation of two people who may write to each other, unless they have one. */
export async function openDirectConversation(
  store: Store,
  { userIds, at }: { readonly userIds: readonly [string, string]; readonly at: string },
): Promise<void> {
  const [one, other] = userIds;
  const talk = await store.directTalk(one, other);
  if (talk === null) {
    if (!(await store.contactsAmong(one, [other])).has(other)) return;
    const createdAt = new Date(at);
    await store.addConversation({
      ...{
        id: newId('cnv', createdAt),
        kind: 'DIRECT',
        title: null,
        roomKey: null,
        titleSkeleton: null,
        streamId: null,
      },
      ...{ memberIds: userIds, createdAt },
    });
  } else if (talk.hasMessages) {
    await store.announce(conversationBegun, { conversationId: talk.id, userIds, at }, new Date(at));
  }
}
