import type { StreamStarted } from '../../events.ts';
import type { LiveStream } from '../../repository/streams.ts';

/** What is published of a stream that begins. */
export const startedFact = (stream: LiveStream, hostId: string): StreamStarted => ({
  streamId: stream.id,
  hostId,
  title: stream.title,
  visibility: stream.visibility,
  ...(stream.chatMode === 'EVERYONE' && stream.slowModeSeconds === 0
    ? {}
    : { chat: { mode: stream.chatMode, slowModeSeconds: stream.slowModeSeconds } }),
  at: stream.startedAt.toISOString(),
});
