import { z } from 'zod';
import { isUniqueViolation } from '../../../../runtime/database/database-errors.ts';
import { WHOLE_LOG } from '../../../../runtime/live/stored-log.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import { STARTS_LOG, STATUS_LOG } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { LiveStream } from '../../repository/streams.ts';
import { type AlreadyLive, alreadyLive } from '../already-live.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from '../bans/require-authority.ts';
import { publishStart } from '../ingest/announce-stream.ts';
import { createCredentials } from '../ingest/create-credentials.ts';
import { IDLE_TTL_MS, type StartedStream } from '../start-stream.ts';
import { type NotScheduled, notScheduled } from './cancel-scheduled-stream.ts';

const INPUT = z.object({ streamId: z.string() });

interface Needs
  extends AuthorityNeeds,
    Pick<StreamingContext, 'now' | 'createStreamKey' | 'hashStreamKey' | 'provider'> {
  readonly repository: Pick<StreamingContext['repository'], 'currentStream'> & {
    transaction<T>(
      work: (store: Pick<StreamingStore, 'beginScheduled' | 'addIngest' | 'announce'>) => Promise<T>,
    ): Promise<T>;
  };
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Goes on air with an announced stream of the viewer's own, as `startStream` does with a new one. The stream key is returned here and never again. */
export async function startScheduledStream(
  needs: Needs,
  raw: unknown,
): Promise<Result<StartedStream, InvalidInput | NotFound | NotPermitted | NotScheduled | AlreadyLive>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId } = parsed.value;
  const message = 'Only the host can begin a stream.';
  const found = await requireAuthority(needs, { streamId, includesModerators: false, message });
  if (!found.ok) return found;
  const { stream, viewerId } = found.value;
  if (stream.state !== 'SCHEDULED') return notScheduled(stream);
  const { credentials, hash } = await createCredentials(needs, stream);
  const begun = await begin(needs, streamId, hash);
  if (begun === 'on air') return alreadyLive(await needs.repository.currentStream(viewerId));
  if (begun === null) return notScheduled({ state: 'ENDED' });
  await Promise.all([
    needs.streams.announce(STATUS_LOG, streamId),
    begun.state === 'LIVE' ? needs.streams.announce(STARTS_LOG, WHOLE_LOG) : undefined,
  ]);
  return done({ stream: begun, ingest: credentials });
}

async function begin(
  { repository, provider, now }: Needs,
  streamId: string,
  streamKeyHash: string,
): Promise<LiveStream | 'on air' | null> {
  const startedAt = now();
  try {
    return await repository.transaction(async (store) => {
      const state = provider === null ? 'LIVE' : 'IDLE';
      const stream = await store.beginScheduled({ streamId, state, startedAt, streamKeyHash });
      if (stream === null) return null;
      if (provider === null) {
        await publishStart(store, stream);
        return stream;
      }
      await store.addIngest(streamId, provider.name, new Date(startedAt.getTime() + IDLE_TTL_MS));
      return { ...stream, ingestProvider: provider.name };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return 'on air';
    throw error;
  }
}
