import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { Message } from './messages.ts';

/** Where a message stands. */
export type MessagePosition = Pick<Message, 'conversationId' | 'sequence'>;

/** The places to read for, numbered from 1 by `nth`. */
export const requestedMessages = (positions: readonly MessagePosition[]): SqlFragment => sql`
  unnest(${positions.map(({ conversationId }) => conversationId)}::text[], ${positions.map(({ sequence }) => sequence)}::bigint[])
    WITH ORDINALITY AS wanted (conversation_id, sequence, nth)`;
