import { type Connection, createPaging, type PageArguments } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { Conversation } from '../repository/index.ts';

const conversationsBy = (name: string) =>
  createPaging({
    name,
    key: [cursorPart.milliseconds, cursorPart.text],
    keyOf: ({ activeAt, id }: Conversation) => [activeAt.getTime(), id],
  });
const INBOX = conversationsBy('conversations');
const ROOMS = conversationsBy('rooms');

interface Needs extends Pick<ChatContext, 'caller'> {
  readonly repository: Pick<ChatContext['repository'], 'inbox' | 'rooms'>;
  readonly inboxPosition: Pick<ChatContext['inboxPosition'], 'beforeList'>;
}

/** Which of the viewer's conversations to list: archived ones, others, or with null all. */
interface InboxArguments extends PageArguments {
  readonly isArchived?: boolean | null | undefined;
}

/** A page of the viewer's conversations, latest activity first. */
export async function listConversations(
  { caller, repository, inboxPosition }: Needs,
  { isArchived = false, ...page }: InboxArguments,
): Promise<Connection<Conversation>> {
  return INBOX.read(page, async (request) => {
    await inboxPosition.beforeList();
    return repository.inbox(viewerOf(caller), isArchived, request);
  });
}

/** A page of all public rooms, latest activity first. */
export async function listRooms({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Conversation>> {
  return ROOMS.read(page, (request) => repository.rooms(viewerOf(caller), request));
}
