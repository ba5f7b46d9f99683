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

/** A page of the viewer's inbox. The cursor of the stream is read before it, so that following from there misses nothing. */
export async function connectInbox(
  { caller, repository, inboxSequence }: NotificationsContext,
  { isRead = null, isArchived = false, types = [] }: NotificationFilterInput,
  page: PageArguments,
) {
  const viewerId = viewerOf(caller);
  return INBOX.read(page, async (request) => {
    await inboxSequence();
    return repository.inboxPage(viewerId, { isRead, isArchived, types: types ?? [] }, request);
  });
}
