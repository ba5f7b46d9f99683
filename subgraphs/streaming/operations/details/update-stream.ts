import { z } from 'zod';
import type { AttachmentRefusal } from '../../../../runtime/attachments/require-attachable.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { StreamingContext } from '../../context.ts';
import { STATUS_LOG, streamChatChanged, streamScheduled, streamTopic } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { StreamChange } from '../../repository/stream-details.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from '../bans/require-authority.ts';
import { detailFields, titleInput } from './details-input.ts';
import { mergeDetails } from './merge-details.ts';
import { type DetailNeeds, requireDetails } from './require-details.ts';
import { showThumbnail } from './show-thumbnail.ts';

const INPUT = z.object({
  ...detailFields,
  streamId: z.string(),
  title: titleInput.nullish(),
  visibility: z.enum(['PUBLIC', 'FOLLOWERS', 'FRIENDS']).nullish(),
});

type Input = z.output<typeof INPUT>;

type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: string[] };

type Refusal = InvalidInput | NotFound | NotPermitted | AttachmentRefusal | InvalidState | RefusalOf<'StreamEnded'>;

type Store = Pick<StreamingStore, 'lockStream' | 'setDetails' | 'setAnnouncement' | 'enqueueWork' | 'announce'>;

interface Needs extends AuthorityNeeds, DetailNeeds {
  readonly repository: DetailNeeds['repository'] & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Changes what the host says about a stream, who may watch it and who may write in its chat. */
export async function updateStream(needs: Needs, raw: unknown): Promise<Result<LiveStream, Refusal>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const { streamId } = input;
  const message = 'Only the host can change a stream.';
  const found = await requireAuthority(needs, { streamId, includesModerators: false, message });
  if (!found.ok) return found;
  const { stream, viewerId } = found.value;
  const changeable = requireChangeable(stream, input);
  if (!changeable.ok) return changeable;
  const permitted = await requireDetails(needs, viewerId, input);
  if (!permitted.ok) return permitted;
  const changed = await needs.repository.transaction((store) => change(store, input, viewerId, needs.now()));
  if (changed === null) return ended;
  await Promise.all([
    // Whoever may not see it any more is removed from its audience, as each open subscription checks.
    needs.signals.notify(streamTopic(streamId)),
    needs.streams.announce(STATUS_LOG, streamId),
    notifyWork(needs.signals, 'streaming'),
  ]);
  return done(changed);
}

const ended = refuse<RefusalOf<'StreamEnded'>>({
  __typename: 'StreamEnded',
  message: 'The stream is over.',
  path: ['input', 'streamId'],
});

/** What concerns the encoder is settled once the stream is on air, and only an announced one has a time. */
function requireChangeable(
  { state }: LiveStream,
  { latency, record, scheduledFor }: Input,
): Result<null, InvalidState | RefusalOf<'StreamEnded'>> {
  if (state === 'ENDED') return ended;
  const refused = (message: string, field: string, allowed: string[]) =>
    refuse<InvalidState>({ __typename: 'InvalidState', message, path: ['input', field], from: state, allowed });
  if (scheduledFor != null && state !== 'SCHEDULED')
    return refused('Only an announced stream can get another time.', 'scheduledFor', ['SCHEDULED']);
  if ((latency == null && record == null) || state === 'SCHEDULED') return done(null);
  // Where its encoder publishes says whether it is recorded.
  if (state === 'IDLE' && record == null) return done(null);
  const field = latency == null ? 'record' : 'latency';
  return refused('This cannot be changed while the stream is on air.', field, ['SCHEDULED', 'IDLE']);
}

async function change(store: Store, input: Input, hostId: string, at: Date): Promise<LiveStream | null> {
  const { streamId } = input;
  const before = await store.lockStream(streamId);
  if (before === null || before.state === 'ENDED') return null;
  const after: StreamChange = {
    ...mergeDetails(before, input),
    title: input.title ?? before.title,
    visibility: input.visibility ?? before.visibility,
    scheduledFor: input.scheduledFor ?? before.scheduledFor,
  };
  await store.setDetails(streamId, after);
  const changed = await store.setAnnouncement(streamId, after);
  await announce(store, hostId, before, after, at);
  await showThumbnail(store, { streamId, hostId, before: before.thumbnailFileId, after: after.thumbnailFileId }, at);
  return changed;
}

/** Publishes what other domains act on: the rules of its chat, and the time of an announced one. */
async function announce(store: Store, hostId: string, before: LiveStream, after: StreamChange, now: Date) {
  const { id: streamId, state } = before;
  const { title, visibility, scheduledFor, chatMode: mode, slowModeSeconds } = after;
  const at = now.toISOString();
  const hasOtherRules =
    mode !== before.chatMode || slowModeSeconds !== before.slowModeSeconds || visibility !== before.visibility;
  if (hasOtherRules && state !== 'SCHEDULED')
    await store.announce(streamChatChanged, { streamId, hostId, visibility, mode, slowModeSeconds, at }, now);
  if (scheduledFor !== null && scheduledFor.getTime() !== before.scheduledFor?.getTime())
    await store.announce(
      streamScheduled,
      { streamId, hostId, title, visibility, scheduledFor: scheduledFor.toISOString(), at },
      now,
    );
}
