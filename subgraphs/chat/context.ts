import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, Streams } from '../../runtime/live/durable-log.ts';
import type { Leases } from '../../runtime/live/leases.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { PresenceNotes } from './adapters/presence-notes.ts';
import type {
  Attachment,
  ChatRepository,
  Conversation,
  ConversationLogEntry,
  ConversationMember,
  InboxChange,
  Message,
  MessageReceipts,
  MessageRevision,
  Reaction,
} from './repository/index.ts';

/** Whether somebody is online, and when they last were; null for whom the viewer may not know it of. */
export interface PresenceState {
  readonly isOnline: boolean;
  readonly lastSeenAt: Date | null;
}

/** Who reacted with an emoji, and how many of them to name. */
interface ReactorsOf {
  readonly reaction: Pick<Reaction, 'conversationId' | 'sequence' | 'emoji'>;
  readonly first: number;
}

/** Whom a message has reached or who has read it, and how many of them to name. */
interface ReachedBy {
  readonly message: Pick<Message, 'conversationId' | 'sequence'>;
  readonly mark: 'READ' | 'DELIVERED';
  readonly first: number;
}

/** Data loaders of what hangs on messages that the viewer has been given. */
export interface MessageLoaders {
  readonly repliedTo: DataLoader<Pick<Message, 'conversationId' | 'sequence'>, Message | null>;
  readonly attachments: DataLoader<Message, readonly Attachment[]>;
  readonly revisions: DataLoader<Message, readonly MessageRevision[]>;
  readonly mentions: DataLoader<Message, readonly string[]>;
  readonly reactions: DataLoader<Message, readonly Reaction[]>;
  readonly reactors: DataLoader<ReactorsOf, readonly string[]>;
  readonly reached: DataLoader<ReachedBy, MessageReceipts>;
  readonly pinnedMessages: DataLoader<string, readonly Message[]>;
}

/** Data loaders of one answer, all scoped to its viewer. */
export interface ChatLoaders extends MessageLoaders {
  readonly conversations: DataLoader<string, Conversation | null>;
  readonly messages: DataLoader<string, Message | null>;
  readonly lastMessages: DataLoader<Conversation, Message | null, string>;
  readonly messagePages: PageLoader<Message>;
  readonly memberPages: PageLoader<ConversationMember>;
  readonly directConversations: DataLoader<string, Conversation | null>;
  readonly streamRooms: DataLoader<string, Conversation | null>;
  readonly connections: DataLoader<string, number>;
  readonly presences: DataLoader<string, PresenceState | null>;
  /** The newest sequence of the viewer's own log. */
  readonly inboxPosition: SnapshotPosition<number>;
}

/** All that a chat resolver or operation may reach. One per request, and per event of a subscription. */
export interface ChatContext extends ChatLoaders {
  readonly caller: Caller;
  readonly repository: ChatRepository;
  readonly signals: Signals;
  readonly leases: Leases;
  readonly presenceNotes: PresenceNotes;
  readonly streams: Streams;
  readonly ask: CallDomain;
  readonly now: () => Date;
  readonly messageLog: DurableLog<Message>;
  readonly changeLog: DurableLog<ConversationLogEntry>;
  readonly inboxLog: DurableLog<InboxChange>;
  readonly fileAccess: FileAccess;
  /** Runs work on one conversation, at most two pieces at a time: a hot room must not take every connection. */
  readonly limitPerConversation: <T>(conversationId: string, work: () => Promise<T>) => Promise<T>;
}
