import { z } from 'zod';
import type { AttachmentRefusal } from '../../../runtime/attachments/require-attachable.ts';
import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { StreamingContext } from '../context.ts';
import { STARTS_LOG, streamScheduled } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { StreamDetails } from '../repository/stream-facts.ts';
import type { LiveStream } from '../repository/streams.ts';
import { type AlreadyLive, alreadyLive } from './already-live.ts';
import { detailFields, titleInput } from './details/details-input.ts';
import { mergeDetails, NO_DETAILS } from './details/merge-details.ts';
import { type DetailNeeds, requireDetails } from './details/require-details.ts';
import { showThumbnail } from './details/show-thumbnail.ts';
import { publishStart } from './ingest/announce-stream.ts';
import { createCredentials, type StartedIngest } from './ingest/create-credentials.ts';

/** How many streams a host may have announced at a time. */
const MAX_SCHEDULED = 20;

/** The host has announced as many streams as they may. */
export type TooManyScheduled = RefusalOf<'TooManyScheduled'> & { readonly limit: number };

/** A stream that has begun, with what its host's encoder needs; nothing for one that is announced. */
export interface StartedStream {
  readonly stream: LiveStream;
  readonly ingest: StartedIngest | null;
}

type Store = Pick<
  StreamingStore,
  'addStream' | 'addScheduled' | 'addIngest' | 'setDetails' | 'enqueueWork' | 'announce'
>;

interface Needs
  extends DetailNeeds,
    Pick<StreamingContext, 'caller' | 'createStreamKey' | 'hashStreamKey' | 'provider'> {
  repository: Pick<StreamingContext['repository'], 'currentStream' | 'categories'> & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
  streams: Pick<StreamingContext['streams'], 'announce'>;
  signals: Pick<StreamingContext['signals'], 'notify'>;
}

const INPUT = z.object({
  ...detailFields,
  title: titleInput,
  visibility: z
    .enum(['PUBLIC', 'FOLLOWERS', 'FRIENDS'])
    .nullish()
    .transform((given) => given ?? 'PUBLIC'),
});

/** How long a stream waits for its first packets. */
export const IDLE_TTL_MS = 2 * 60 * 60 * 1_000;

type Input = z.output<typeof INPUT>;

/**
 * Starts a stream of the viewer; a host has one stream at a time. The stream key is returned here and never again. With an
 * ingest server the stream is IDLE until its first packets, without one it is live now. With `scheduledFor` it is announced
 * instead.
 */
export async function startStream(
  needs: Needs,
  input: unknown,
): Promise<Result<StartedStream, InvalidInput | NotFound | AlreadyLive | TooManyScheduled | AttachmentRefusal>> {
  const hostId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const permitted = await requireDetails(needs, hostId, parsed.value);
  if (!permitted.ok) return permitted;
  const { scheduledFor } = parsed.value;
  if (scheduledFor != null) return announce(needs, { ...parsed.value, scheduledFor }, hostId);
  const current = await needs.repository.currentStream(hostId);
  return current === null ? begin(needs, parsed.value, hostId) : alreadyLive(current);
}

async function begin(needs: Needs, input: Input, hostId: string): Promise<Result<StartedStream, AlreadyLive>> {
  const { provider, repository, streams, signals } = needs;
  const startedAt = needs.now();
  const { title, visibility } = input;
  // Where no media server keeps anything, nothing is recorded.
  const record = input.record === true && provider?.recordings != null;
  const details = mergeDetails(NO_DETAILS, { ...input, record });
  const { latency, isRecorded } = details;
  const draft = { id: newId('str', startedAt), hostId, title, visibility, latency, isRecorded, startedAt };
  const { credentials, hash: streamKeyHash } = await createCredentials(needs, draft);
  const stream = await repository.transaction(async (store) => {
    const added = await store.addStream({ ...draft, streamKeyHash, state: provider === null ? 'LIVE' : 'IDLE' });
    if (added === null) return null;
    const described = await describe(store, added, details, hostId, startedAt);
    if (provider === null) {
      await publishStart(store, described);
      return described;
    }
    await store.addIngest(added.id, provider.name, new Date(startedAt.getTime() + IDLE_TTL_MS));
    return { ...described, ingestProvider: provider.name };
  });
  if (stream === null) return alreadyLive(await repository.currentStream(hostId));
  if (stream.state === 'LIVE') await streams.announce(STARTS_LOG, WHOLE_LOG);
  if (stream.thumbnailFileId !== null) await notifyWork(signals, 'streaming');
  return done({ stream, ingest: credentials });
}

async function announce(
  { repository, createStreamKey, signals, now }: Needs,
  input: Input & { readonly scheduledFor: Date },
  hostId: string,
): Promise<Result<StartedStream, TooManyScheduled>> {
  const { hash } = createStreamKey();
  const scheduled = await repository.transaction((store) => schedule(store, input, hostId, hash, now()));
  if (scheduled === null) return tooManyScheduled;
  if (scheduled.thumbnailFileId !== null) await notifyWork(signals, 'streaming');
  return done({ stream: scheduled, ingest: null });
}

async function schedule(
  store: Store,
  input: Input & { readonly scheduledFor: Date },
  hostId: string,
  streamKeyHash: string,
  createdAt: Date,
): Promise<LiveStream | null> {
  const { title, visibility, scheduledFor } = input;
  const draft = { id: newId('str', createdAt), hostId, title, visibility, scheduledFor, createdAt, streamKeyHash };
  const added = await store.addScheduled(draft, MAX_SCHEDULED);
  if (added === null) return null;
  const stream = await describe(store, added, mergeDetails(NO_DETAILS, input), hostId, createdAt);
  const fact = { streamId: stream.id, hostId, title, visibility, scheduledFor: scheduledFor.toISOString() };
  await store.announce(streamScheduled, { ...fact, at: createdAt.toISOString() }, createdAt);
  return stream;
}

/** Stores what the host says about a stream, where they say anything. */
async function describe(
  store: Store,
  added: LiveStream,
  details: StreamDetails,
  hostId: string,
  at: Date,
): Promise<LiveStream> {
  if (JSON.stringify(details) === JSON.stringify(NO_DETAILS)) return added;
  const stored = await store.setDetails(added.id, details);
  await showThumbnail(store, { streamId: added.id, hostId, before: null, after: details.thumbnailFileId }, at);
  return { ...added, ...stored, statusSequence: added.statusSequence };
}

const tooManyScheduled = refuse<TooManyScheduled>({
  __typename: 'TooManyScheduled',
  message: `You can announce at most ${MAX_SCHEDULED} streams at a time.`,
  path: ['input', 'scheduledFor'],
  limit: MAX_SCHEDULED,
});
