import {
  type Connection,
  createPaging,
  type PageArguments,
  type Paging,
} from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { ActivityKey, Conversation } from '../repository/index.ts';

const INBOX: Paging<ActivityKey> = createPaging('conversations', [cursorPart.milliseconds, cursorPart.text]);
const ROOMS: Paging<ActivityKey> = createPaging('rooms', [cursorPart.milliseconds, cursorPart.text]);
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
