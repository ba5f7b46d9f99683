import { createHash } from 'node:crypto';

/** All that an author sends to make a message. */
export interface MessageInput {
  readonly text: string;
  readonly replyToId: string | null;
  readonly mentionedUserIds: readonly string[];
  readonly attachmentIds: readonly string[];
}

/** What is kept of an input to recognise its repetition; whom it names counts as a set. */
export const hashOfInput = ({ text, replyToId, mentionedUserIds, attachmentIds }: MessageInput): string =>
  createHash('sha256')
    .update(JSON.stringify([text, replyToId, [...new Set(mentionedUserIds)].sort(), attachmentIds]))
    .digest('hex');

/** The input of a message that is nothing but its text. */
export const plainInput = (text: string): MessageInput => ({
  text,
  replyToId: null,
  mentionedUserIds: [],
  attachmentIds: [],
});
