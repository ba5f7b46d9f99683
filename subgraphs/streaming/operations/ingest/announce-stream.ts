import { WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import type { StreamingContext } from '../../context.ts';
import { STARTS_LOG, STATUS_LOG, streamStarted, streamTopic } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { startedFact } from '../details/started-fact.ts';

/** What it takes to tell listeners about a stream, after the commit. */
export interface AnnouncingNeeds {
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Publishes that a stream is on air, in the transaction in which it comes there. Once for each stream. */
export async function publishStart(store: Pick<StreamingStore, 'announce'>, stream: LiveStream): Promise<void> {
  if (stream.hostId !== null) await store.announce(streamStarted, startedFact(stream, stream.hostId), stream.startedAt);
}

/** Wakes those who follow a stream, after a change of its state; `isNew` when it has come on air. */
export async function signalState(
  { signals, streams }: AnnouncingNeeds,
  streamId: string,
  isNew = false,
): Promise<void> {
  await Promise.all([
    streams.announce(STATUS_LOG, streamId),
    signals.notify(streamTopic(streamId)),
    isNew ? streams.announce(STARTS_LOG, WHOLE_LOG) : undefined,
  ]);
}
