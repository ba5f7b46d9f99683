import type { Answer } from './chat-world.ts';

/** What a client asks of a message. Receipts are not told by the inbox, and so are not part of it. */
const MESSAGE = `sequence text editedAt deletedAt sentAt author { id } replyTo { sequence } mentions { id }
  reactions { emoji count viewerHasReacted users { id } } revisions { text }`;

const CONVERSATION = `id kind title viewerRole unreadCount isMuted isArchived lastActivityAt pinnedMessages { sequence } lastMessage { ${MESSAGE} }
  members(first: 100) { edges { node { user { id } role } } }`;

/** The stream from which an inbox is made. */
export const INBOX = `subscription ($after: String) { conversationUpdated(after: $after) {
  change conversationId cursor unreadCount resyncRequired member { id } message { ${MESSAGE} } conversation { ${CONVERSATION} } } }`;

/** The queries that an inbox must equal, and the cursor that goes with them. */
export const SNAPSHOT = `{ conversationsCursor conversations(first: 100, isArchived: null) { edges { node { ${CONVERSATION}
  messages(last: 100) { edges { node { ${MESSAGE} } } } } } } }`;

/** What a client knows of one conversation. */
interface Known {
  readonly kind: string;
  title: string | null;
  unreadCount: number;
  isMuted: boolean;
  isArchived: boolean;
  activeAt: string;
  /** Roles by person. */
  readonly members: Map<string, string>;
  readonly pinned: Set<number>;
  /** By sequence: those that were told, and the newest of when the conversation was first seen. */
  readonly messages: Map<number, Answer>;
}

/** An inbox as a client keeps it: a snapshot, or nothing, and then what each event says has changed, and no more. */
export interface InboxClient {
  /** The cursor to go on from. */
  cursor(): string;
  take(event: Answer): void;
  /** How it differs from what the queries say; only messages that were told are compared, and rooms by their names. */
  compared(snapshot: Answer): { readonly mine: unknown; readonly theirs: unknown };
}

/** Opens an inbox at a cursor; `from` is the answer to `SNAPSHOT` that came with it. */
export function openInbox(viewerId: string, cursor: string, from?: Answer): InboxClient {
  const conversations = new Map<string, Known>();
  for (const { node } of from?.conversations.edges ?? []) conversations.set(node.id, knownOf(node));
  let position = cursor;
  return {
    cursor: () => position,
    take(event) {
      if (event.resyncRequired) throw new Error('The inbox was told to begin anew.');
      position = event.cursor;
      takeInto(conversations, event, viewerId);
    },
    compared: (snapshot) => ({
      mine: [...conversations].map(([id, known]) => shown(id, known)).sort(byActivity),
      theirs: snapshot.conversations.edges
        .map(({ node }: Answer) => shown(node.id, knownOf(node), conversations.get(node.id)))
        .sort(byActivity),
    }),
  };
}

const OWN: ReadonlySet<string> = new Set(['READ', 'SETTINGS_CHANGED']);

function takeInto(conversations: Map<string, Known>, event: Answer, viewerId: string): void {
  const { change, conversationId, conversation, member } = event;
  const isMine = member?.id === viewerId;
  if (change === 'MEMBER_LEFT' && isMine) return void conversations.delete(conversationId);
  // Who was sent away since hears nothing of it: the change that says so is still to come.
  if (conversation === null || conversation.viewerRole === null) return;
  if (change === 'CREATED' || (change === 'MEMBER_JOINED' && isMine))
    return void conversations.set(conversationId, knownOf(conversation));
  const known = conversations.get(conversationId);
  // What one does oneself is told at once, and may overtake what is told to all members.
  if (known === undefined && OWN.has(change)) return void conversations.set(conversationId, knownOf(conversation));
  if (known === undefined) throw new Error(`${change} of a conversation that the client does not know.`);
  takeChange(known, event);
}

function takeChange(known: Known, { change, conversation, member, message, unreadCount }: Answer): void {
  if (message !== null) known.messages.set(message.sequence, message);
  switch (change) {
    case 'MESSAGE_ADDED':
      if (message.sentAt > known.activeAt) known.activeAt = message.sentAt;
      known.unreadCount = unreadCount;
      // A message brings a conversation back from the archive, unless it is muted.
      known.isArchived = conversation.isArchived;
      break;
    case 'SETTINGS_CHANGED':
      known.isMuted = conversation.isMuted;
      known.isArchived = conversation.isArchived;
      break;
    case 'READ':
      known.unreadCount = unreadCount;
      break;
    case 'MESSAGE_PINNED':
      known.pinned.add(message.sequence);
      break;
    case 'MESSAGE_UNPINNED':
      known.pinned.delete(message.sequence);
      break;
    case 'MESSAGE_DELETED':
      known.pinned.delete(message.sequence);
      known.unreadCount = unreadCount;
      break;
    case 'MEMBER_JOINED':
    case 'MEMBER_CHANGED':
      known.members.set(member.id, roleIn(conversation, member.id));
      break;
    case 'MEMBER_LEFT':
      known.members.delete(member.id);
      break;
    case 'UPDATED':
      known.title = conversation.title;
      break;
    case 'MESSAGE_EDITED':
    case 'REACTION_ADDED':
    case 'REACTION_REMOVED':
      break;
    default:
      throw new Error(`A client does not know of ${change}.`);
  }
}

/** Who is gone again by now will be told to have left. */
const roleIn = ({ members }: Answer, userId: string): string =>
  members.edges.find(({ node }: Answer) => node.user.id === userId)?.node.role ?? 'MEMBER';

/** What is known of a conversation that is read whole. */
function knownOf(conversation: Answer) {
  const { kind, title, unreadCount, isMuted, isArchived, lastActivityAt, members, pinnedMessages } = conversation;
  const { lastMessage, messages } = conversation;
  const read: Answer[] = messages?.edges.map(({ node }: Answer) => node) ?? (lastMessage === null ? [] : [lastMessage]);
  const known: Known = {
    kind,
    title,
    unreadCount,
    isMuted,
    isArchived,
    activeAt: lastActivityAt,
    members: new Map(members.edges.map(({ node }: Answer) => [node.user.id, node.role])),
    pinned: new Set(pinnedMessages.map(({ sequence }: Answer) => sequence)),
    messages: new Map(read.map((message) => [message.sequence, message])),
  };
  return known;
}

/** What is compared of a conversation; of the messages those that `told` has, and the newest. */
function shown(id: string, known: Known, told?: Known) {
  const { kind, title, unreadCount, isMuted, isArchived, activeAt, members, pinned, messages } = known;
  if (kind === 'ROOM') return { id, kind, title };
  const newest = Math.max(0, ...messages.keys());
  const compared = [...messages.values()].filter(
    ({ sequence }) => told === undefined || told.messages.has(sequence) || sequence === newest,
  );
  return {
    id,
    kind,
    title,
    unreadCount,
    isMuted,
    isArchived,
    activeAt,
    members: [...members].sort(),
    pinned: [...pinned].sort(),
    messages: compared.sort((one, other) => one.sequence - other.sequence),
  };
}

/** As the list of conversations is ordered; rooms, whose activity nobody is told of, behind all others. */
function byActivity(one: { id: string; activeAt?: string }, other: { id: string; activeAt?: string }): number {
  const key = ({ id, activeAt = '' }: typeof one) => `${activeAt} ${id}`;
  return key(one) < key(other) ? 1 : -1;
}
