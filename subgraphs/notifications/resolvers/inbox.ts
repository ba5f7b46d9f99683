import { createPaging, type PageArguments } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationFilterInput } from '../generated.ts';

const INBOX = createPaging({
  name: 'notifications',
  key: [cursorPart.integer],
  keyOf: ({ sequence }: { readonly sequence: number | null }) => [sequence ?? 0],
});

/** A page of the viewer's inbox. */
export async function connectInbox(
  { caller, repository, inboxPosition }: NotificationsContext,
  { isRead = null, isArchived = false, types = [] }: NotificationFilterInput,
  page: PageArguments,
) {
  const viewerId = viewerOf(caller);
  return INBOX.read(page, async (request) => {
    await inboxPosition.beforeList();
    return repository.inboxPage(viewerId, { isRead, isArchived, types: types ?? [] }, request);
  });
}
