import { z } from 'zod';
import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput, text } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { STARTS_LOG, streamStarted } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';

/** Longest title, in Unicode code points. */
export const MAX_TITLE_LENGTH = 140;

/** The host is on air already. */
export interface AlreadyLive extends RefusalOf<'AlreadyLive'> {
  /** Null when it ended in the meantime: then the next attempt succeeds. */
  readonly stream: LiveStream | null;
}

/** A stream that has begun, with what its host's encoder needs. */
export interface StartedStream {
  readonly stream: LiveStream;
  readonly ingest: { readonly url: string | null; readonly streamKey: string };
}

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'createStreamKey' | 'ingestUrl'> {
  repository: Pick<StreamingContext['repository'], 'currentStream'> & {
    transaction<T>(work: (store: Pick<StreamingStore, 'addStream' | 'announce'>) => Promise<T>): Promise<T>;
  };
  streams: Pick<StreamingContext['streams'], 'announce'>;
}

const INPUT = z.object({
  title: text('A title', { max: MAX_TITLE_LENGTH, singleLine: true }),
  visibility: z
    .enum(['PUBLIC', 'FOLLOWERS', 'FRIENDS'])
    .nullish()
    .transform((given) => given ?? 'PUBLIC'),
});

/** Starts a stream of the viewer; a host has one stream at a time. The stream key is returned here and never again. */
export async function startStream(
  { caller, now, createStreamKey, ingestUrl, repository, streams }: Needs,
  input: unknown,
): Promise<Result<StartedStream, InvalidInput | AlreadyLive>> {
  const hostId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;

  const startedAt = now();
  const { key, hash } = createStreamKey();
  const stream = await repository.transaction(async (store) => {
    const added = await store.addStream({
      ...parsed.value,
      id: newId('str', startedAt),
      hostId,
      startedAt,
      streamKeyHash: hash,
    });
    if (added === null) return null;
    const { id: streamId, title, visibility } = added;
    await store.announce(
      streamStarted,
      { streamId, hostId, title, visibility, at: startedAt.toISOString() },
      startedAt,
    );
    return added;
  });
  if (stream !== null) {
    await streams.announce(STARTS_LOG, WHOLE_LOG);
    return done({ stream, ingest: { url: ingestUrl, streamKey: key } });
  }

  return refuse({
    __typename: 'AlreadyLive',
    message: 'You are on air already: end that stream first.',
    path: [],
    stream: await repository.currentStream(hostId),
  });
}
