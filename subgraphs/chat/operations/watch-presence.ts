import { fault } from '../../../runtime/faults.ts';
import { createChannel } from '../../../runtime/live/channel.ts';
import { expand } from '../../../runtime/live/streams-of.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { ChatContext } from '../context.ts';
import { LEASES } from '../events.ts';
import { holdPresence } from './hold-presence.ts';

/** Most people watched by one subscription. */
const MAX_WATCHED = 100;

/**
 * Ids of people who come online and go offline; begins with each once. Whose presence the viewer may not know is told
 * once, and then nothing of them.
 */
export async function watchPresence(
  context: ChatContext,
  userIds: readonly string[],
): Promise<AsyncIterableIterator<string>> {
  const viewerId = viewerOf(context.caller);
  const watched = [...new Set(userIds)];
  if (watched.length === 0 || watched.length > MAX_WATCHED)
    throw fault('BAD_USER_INPUT', `Watch 1 to ${MAX_WATCHED} people.`);
  const known = await context.repository.lastSeen(viewerId, watched);
  // Bounded without being collapsed: a person who has not been read yet is not told again.
  const waiting = new Set<string>();
  const channel = createChannel<string>({ keepLast: false });
  const tell = (userId: string): void => {
    if (waiting.has(userId)) return;
    waiting.add(userId);
    channel.push(userId);
  };
  const stops = watched.map((userId) => {
    if (known.has(userId)) return watchOne(context, userId, tell);
    tell(userId);
    return () => undefined;
  });
  const events = channel.iterate(() => {
    for (const stop of stops) stop();
  });
  return holdPresence(
    context,
    expand(events, async (userId) => {
      waiting.delete(userId);
      return [userId];
    }),
  );
}

function watchOne({ leases }: Pick<ChatContext, 'leases'>, userId: string, tell: (userId: string) => void): () => void {
  const snapshots = leases.watch(LEASES.presence, userId);
  const run = async (): Promise<void> => {
    let before: boolean | null = null;
    for await (const members of snapshots) {
      const isOnline = members.length > 0;
      if (isOnline !== before) tell(userId);
      before = isOnline;
    }
  };
  void run();
  return () => void snapshots.return?.();
}
