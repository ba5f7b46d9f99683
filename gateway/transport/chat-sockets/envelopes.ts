import { z } from 'zod';
import { isRecord } from '../../graphql/records.ts';
import { badFrame, type OperationError } from './operation-error.ts';

/** Names a request of the client; the reply repeats it. */
const id = z.string().max(255).optional();
const conversationId = z.string();

const ENVELOPE = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sendMessage'),
    id,
    conversationId,
    text: z.string(),
    clientMessageId: z.string().optional(),
  }),
  z.object({ type: z.literal('markRead'), id, conversationId, sequence: z.int32() }),
  z.object({ type: z.literal('markDelivered'), id, conversationId, sequence: z.int32() }),
  z.object({ type: z.literal('setTyping'), id, conversationId, isTyping: z.boolean() }),
  z.object({ type: z.literal('watchConversation'), id, conversationId }),
  z.object({ type: z.literal('unwatchConversation'), id, conversationId }),
  z.object({ type: z.literal('watchPresence'), id, userIds: z.array(z.string()).max(100) }),
]);

/** What a client can ask for. */
export type Envelope = z.infer<typeof ENVELOPE>;

/** Reads a client's frame. @throws OperationError for an unknown type or wrong fields. */
export function envelopeIn(frame: Readonly<Record<string, unknown>>): Envelope {
  const parsed = ENVELOPE.safeParse(frame);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw badFrame(
    field === 'type' ? 'There is no envelope of this type.' : `\`${field}\` is missing or of a wrong type.`,
  );
}

/** The envelope for an event of `conversationUpdated`. */
export function conversationEnvelope({
  cursor,
  resyncRequired,
  conversationId: of,
  change,
  message,
  member,
  unreadCount,
}: Readonly<Record<string, unknown>>): object {
  if (resyncRequired === true) return { type: 'resyncRequired', cursor };
  const memberId = userIdIn(member);
  return { type: 'conversationUpdated', conversationId: of, change, message, memberId, unreadCount, cursor };
}

/** The envelope for what came to nothing. */
export const errorEnvelope = (
  { reason, message, path }: OperationError,
  frame: Readonly<Record<string, unknown>> = {},
): object => ({ type: 'error', id: frame['id'], name: reason, message, path });

/** The id of a person in an event; null when that person is gone or hidden. */
export const userIdIn = (user: unknown): unknown => (isRecord(user) ? user['id'] : null);
