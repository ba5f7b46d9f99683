import type { Message } from './messages.ts';

/** A message of an older system. */
export interface ImportedMessage
  extends Pick<Message, 'id' | 'conversationId' | 'text' | 'sentAt' | 'editedAt' | 'deletedAt'> {
  readonly authorId: string;
  readonly replyToId: string | null;
  /** Who has read it besides its author; null: everybody. */
  readonly readBy: readonly string[] | null;
  /** Files of the media domain that it shows, each once. */
  readonly fileIds: readonly string[];
}

/** A message of an import with its place in the conversation. */
export interface PlannedMessage extends ImportedMessage {
  readonly sequence: number;
  readonly replyToSequence: number | null;
}

/** What an import needs of a message that is there. */
export type StoredMessage = Pick<Message, 'id' | 'conversationId' | 'sequence'>;

/** A conversation that messages are imported into. */
export interface ImportTarget {
  readonly id: string;
  readonly kind: 'DIRECT' | 'GROUP' | 'ROOM';
  readonly lastSequence: number;
  /** The latest time of its messages; null while it has none. */
  readonly lastSentAt: Date | null;
  /** The two of a DIRECT conversation; empty for others. */
  readonly memberIds: readonly string[];
}

/** Up to where a member has read. */
export interface MarkDraft {
  readonly conversationId: string;
  readonly userId: string;
  readonly sequence: number;
}
