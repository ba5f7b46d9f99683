import { setTimeout } from 'node:timers/promises';
import { isTransient } from '../../../runtime/database-errors.ts';
import { fault } from '../../../runtime/faults.ts';
import type { ChatContext } from '../context.ts';

const RETRY_MS = 250;

/** @throws a fault `FORBIDDEN` for who may no longer listen: it ends the stream. */
export async function requireListener(
  { repository }: { readonly repository: Pick<ChatContext['repository'], 'permittedIn'> },
  conversationId: string,
  viewerId: string,
): Promise<void> {
  const permitted = await repository.permittedIn(conversationId, [viewerId]);
  if (!permitted.has(viewerId)) throw fault('FORBIDDEN', 'This stream is no longer yours to follow.');
}

/** Reads until it succeeds, as long as `isOpen`: a database that restarts delays a stream, it does not end it. */
export async function patiently<Value>(read: () => Promise<Value>, isOpen: () => boolean): Promise<Value> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isTransient(error) || !isOpen()) throw error;
      await setTimeout(RETRY_MS, undefined, { ref: false });
    }
  }
}
