import { z } from 'zod';
import { isRecord } from '../../graphql/records.ts';
import { badFrame, type OperationError } from './operation-error.ts';

/** A frame of a client; what it says of its phone number and avatar is not read. */
const RECEIVED = z.object({ message: z.string(), client_message_id: z.string().optional() });

/** A message as a client of the rooms sends it. */
export interface RoomMessage {
  readonly text: string;
  /** Null: sending it again posts it again. */
  readonly clientMessageId: string | null;
}

/** Reads a client's frame. @throws OperationError for wrong fields. */
export function roomMessageIn(frame: Readonly<Record<string, unknown>>): RoomMessage {
  const parsed = RECEIVED.safeParse(frame);
  if (!parsed.success) throw badFrame('A message needs a text in `message`; `client_message_id` is a text.');
  const { message, client_message_id: clientMessageId = null } = parsed.data;
  return { text: message, clientMessageId };
}

/**
 * The frame for an event of `messageAdded`; null for a message of which nothing is shown. The phone number is the
 * viewer's own, or null.
 */
export function roomFrameOf(
  { message, cursor, resyncRequired }: Readonly<Record<string, unknown>>,
  viewerId: string | null,
): object | null {
  if (resyncRequired === true) return { resync_required: true, cursor };
  if (!isRecord(message) || message['deletedAt'] !== null || message['isHidden'] === true) return null;
  const author = recordIn(message, 'author');
  const profile = recordIn(author, 'profile');
  const userId = author['id'] ?? null;
  const isOwn = viewerId !== null && userId === viewerId;
  return {
    id: message['id'],
    message: message['text'],
    phone_number: isOwn ? (author['phone'] ?? null) : null,
    avatar: recordIn(profile, 'avatar')['url'] ?? null,
    user_id: userId,
    nickname: profile['nickname'] ?? null,
    sent_at: message['sentAt'],
    client_message_id: message['clientMessageId'] ?? null,
    cursor,
  };
}

/** The frame for what came to nothing. */
export const roomErrorOf = (
  { reason, message, path }: OperationError,
  frame: Readonly<Record<string, unknown>> = {},
): object => ({
  error: { name: reason, message, path, client_message_id: frame['client_message_id'] ?? null },
});

const recordIn = (holder: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> => {
  const value = holder[key];
  return isRecord(value) ? value : {};
};
