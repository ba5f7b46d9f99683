import type { Answer } from './chat-world.ts';

/** The fields of a message that a client selects. The inbox stream does not deliver receipts, so they are not part of it. */
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

/** The state of one conversation in a client. */
interface ConversationState {
  readonly kind: string;
  title: string | null;
  unreadCount: number;
  isMuted: boolean;
  isArchived: boolean;
  activeAt: string;
  /** Roles by person. */
  readonly members: Map<string, string>;
  readonly pinned: Set<number>;
  /** By sequence: those that were delivered, and the newest of when the conversation was first seen. */
  readonly messages: Map<number, Answer>;
}

/** An inbox as a client keeps it: a snapshot, or nothing, and then what each event says has changed, and no more. */
export interface InboxClient {
  /** The cursor to go on from. */
  cursor(): string;
  take(event: Answer): void;
  /** Its difference to the result of the queries; only delivered messages are compared, and rooms by their names. */
  compared(snapshot: Answer): { readonly mine: unknown; readonly theirs: unknown };
}

/** Opens an inbox at a cursor; `from` is the answer to `SNAPSHOT` that came with it. */
export function openInbox(viewerId: string, cursor: string, from?: Answer): InboxClient {
  const conversations = new Map<string, ConversationState>();
  for (const { node } of from?.conversations.edges ?? []) conversations.set(node.id, stateOf(node));
  let position = cursor;
  return {
    cursor: () => position,
    take(event) {
      if (event.resyncRequired) throw new Error('The inbox must start again.');
      position = event.cursor;
      takeInto(conversations, event, viewerId);
    },
    compared: (snapshot) => ({
      mine: [...conversations].map(([id, state]) => shown(id, state)).sort(byActivity),
      theirs: snapshot.conversations.edges
        .map(({ node }: Answer) => shown(node.id, stateOf(node), conversations.get(node.id)))
        .sort(byActivity),
    }),
  };
}

const OWN: ReadonlySet<string> = new Set(['READ', 'SETTINGS_CHANGED']);

function takeInto(conversations: Map<string, ConversationState>, event: Answer, viewerId: string): void {
  const { change, conversationId, conversation, member } = event;
  const isMine = member?.id === viewerId;
  if (change === 'MEMBER_LEFT' && isMine) return void conversations.delete(conversationId);
  // A member who was removed since receives nothing: the change of the removal is still to come.
  if (conversation === null || conversation.viewerRole === null) return;
  if (change === 'CREATED' || (change === 'MEMBER_JOINED' && isMine))
    return void conversations.set(conversationId, stateOf(conversation));
  const state = conversations.get(conversationId);
  // A person's own changes are delivered at once, and may overtake those delivered to all members.
  if (state === undefined && OWN.has(change)) return void conversations.set(conversationId, stateOf(conversation));
  if (state === undefined) throw new Error(`${change} of a conversation that the client does not know.`);
  takeChange(state, event);
}

function takeChange(state: ConversationState, { change, conversation, member, message, unreadCount }: Answer): void {
  if (message !== null) state.messages.set(message.sequence, message);
  switch (change) {
    case 'MESSAGE_ADDED':
      if (message.sentAt > state.activeAt) state.activeAt = message.sentAt;
      state.unreadCount = unreadCount;
      // A message brings a conversation back from the archive, unless it is muted.
      state.isArchived = conversation.isArchived;
      break;
    case 'SETTINGS_CHANGED':
      state.isMuted = conversation.isMuted;
      state.isArchived = conversation.isArchived;
      break;
    case 'READ':
      state.unreadCount = unreadCount;
      break;
    case 'MESSAGE_PINNED':
      state.pinned.add(message.sequence);
      break;
    case 'MESSAGE_UNPINNED':
      state.pinned.delete(message.sequence);
      break;
    case 'MESSAGE_DELETED':
      state.pinned.delete(message.sequence);
      state.unreadCount = unreadCount;
      break;
    case 'MEMBER_JOINED':
    case 'MEMBER_CHANGED':
      state.members.set(member.id, roleIn(conversation, member.id));
      break;
    case 'MEMBER_LEFT':
      state.members.delete(member.id);
      break;
    case 'UPDATED':
      state.title = conversation.title;
      break;
    case 'MESSAGE_EDITED':
    case 'MESSAGE_FILES_REMOVED':
    case 'REACTION_ADDED':
    case 'REACTION_REMOVED':
      break;
    default:
      throw new Error(`A client does not know of ${change}.`);
  }
}

/** A member who has left since is followed by a MEMBER_LEFT. */
const roleIn = ({ members }: Answer, userId: string): string =>
  members.edges.find(({ node }: Answer) => node.user.id === userId)?.node.role ?? 'MEMBER';

/** The state of a conversation that was read completely. */
function stateOf(conversation: Answer) {
  const { kind, title, unreadCount, isMuted, isArchived, lastActivityAt, members, pinnedMessages } = conversation;
  const { lastMessage, messages } = conversation;
  const read: Answer[] = messages?.edges.map(({ node }: Answer) => node) ?? (lastMessage === null ? [] : [lastMessage]);
  const state: ConversationState = {
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
  return state;
}

/** What is compared of a conversation: of its messages those that `other` has, and the newest. */
function shown(id: string, state: ConversationState, other?: ConversationState) {
  const { kind, title, unreadCount, isMuted, isArchived, activeAt, members, pinned, messages } = state;
  if (kind === 'ROOM') return { id, kind, title };
  const newest = Math.max(0, ...messages.keys());
  const compared = [...messages.values()].filter(
    ({ sequence }) => other === undefined || other.messages.has(sequence) || sequence === newest,
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

/** As the list of conversations is ordered; rooms, whose activity is not delivered, behind all others. */
function byActivity(one: { id: string; activeAt?: string }, other: { id: string; activeAt?: string }): number {
  const key = ({ id, activeAt = '' }: typeof one) => `${activeAt} ${id}`;
  return key(one) < key(other) ? 1 : -1;
}
