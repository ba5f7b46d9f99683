import { fault } from '../../../runtime/executor/faults.ts';
import type { ChatContext } from '../context.ts';

/** @throws a fault `FORBIDDEN` for who may no longer listen: it ends the stream. */
export async function requireListener(
  { repository }: { readonly repository: Pick<ChatContext['repository'], 'permittedIn'> },
  conversationId: string,
  viewerId: string,
): Promise<void> {
  const permitted = await repository.permittedIn(conversationId, [viewerId]);
  if (!permitted.has(viewerId)) throw fault('FORBIDDEN', 'You no longer have access to this stream.');
}
