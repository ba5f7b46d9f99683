import type { ObeyedDecision } from '../../../runtime/moderation/when-content-is-moderated.ts';
import type { StreamingContext } from '../context.ts';
import { STATUS_LOG, streamEnded, streamTopic } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';

/** What signals whoever follows a stream. */
export interface ObeyingNeeds {
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/**
 * Ends a stream that is removed and takes its title, in the caller's transaction. Returns the signal for after the commit:
 * open subscriptions check whether they may still see it.
 */
export async function obeyModeration(
  { signals, streams }: ObeyingNeeds,
  store: Pick<StreamingStore, 'endStream' | 'clearTitle' | 'announce'>,
  { subjectId: streamId, decision, at }: ObeyedDecision,
): Promise<() => Promise<void>> {
  if (decision === 'REMOVE') {
    const ended = await store.endStream(streamId, at, 0, 'REMOVED');
    if (ended !== null && ended.hostId !== null)
      await store.announce(streamEnded, { streamId, hostId: ended.hostId, at: at.toISOString() }, at);
    await store.clearTitle(streamId);
  }
  return async () => {
    await Promise.all([streams.announce(STATUS_LOG, streamId), signals.notify(streamTopic(streamId))]);
  };
}
