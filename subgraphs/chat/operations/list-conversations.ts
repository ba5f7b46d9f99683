import type { Connection, PageArguments, Paging } from '../../../runtime/connection.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { ActivityKey, Conversation } from '../repository/index.ts';
import { createCheckedPaging } from './checked-paging.ts';

const INBOX: Paging<ActivityKey> = createCheckedPaging('conversations', [0, '']);
const ROOMS: Paging<ActivityKey> = createCheckedPaging('rooms', [0, '']);
const keyOf = ({ activeAt, id }: Conversation): ActivityKey => [activeAt.getTime(), id];

/** What listing needs. */
interface Needs extends Pick<ChatContext, 'caller'> {
  readonly repository: Pick<ChatContext['repository'], 'inbox' | 'rooms'>;
  readonly inboxHeads: Pick<ChatContext['inboxHeads'], 'load'>;
}

/** Which of the viewer's conversations to list: archived ones, others, or with null all. */
interface InboxArguments extends PageArguments {
  readonly isArchived?: boolean | null | undefined;
}

/** A page of the viewer's conversations, latest activity first. */
export async function listConversations(
  { caller, repository, inboxHeads }: Needs,
  { isArchived = false, ...page }: InboxArguments,
): Promise<Connection<Conversation>> {
  const request = INBOX.parse(page);
  // Read before the list: a client that follows from the cursor beside it must not miss what happens in between.
  await inboxHeads.load(viewerOf(caller));
  return INBOX.connect(request, await repository.inbox(viewerOf(caller), isArchived, request), keyOf, (row) => row);
}

/** A page of all public rooms, latest activity first. */
export async function listRooms({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Conversation>> {
  const request = ROOMS.parse(page);
  return ROOMS.connect(request, await repository.rooms(viewerOf(caller), request), keyOf, (row) => row);
}
