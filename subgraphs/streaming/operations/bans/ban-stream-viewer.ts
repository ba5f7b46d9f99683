import { z } from 'zod';
import { isId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { StreamingContext } from '../../context.ts';
import { memberOf, STATUS_LOG, streamTopic, VIEWER_LEASE, viewerBanned } from '../../events.ts';
import type { StreamBan } from '../../repository/bans.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { type AuthorityNeeds, type NotPermitted, requireAuthority } from './require-authority.ts';

const INPUT = z.object({ streamId: z.string(), userId: z.string(), until: z.date().nullish() });

interface Needs extends AuthorityNeeds, Pick<StreamingContext, 'now' | 'provider' | 'reportError'> {
  readonly repository: Pick<StreamingContext['repository'], 'areModerators'> & {
    transaction<T>(
      work: (store: Pick<StreamingStore, 'addBan' | 'endViewings' | 'announce'>) => Promise<T>,
    ): Promise<T>;
  };
  readonly leases: Pick<StreamingContext['leases'], 'release'>;
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/**
 * Bans a person from a stream until an instant or for good: their presence ends at once, its chat is closed to them, they
 * get no playback and send no gifts. Banning again sets another end. Moderators cannot ban each other.
 */
export async function banStreamViewer(
  needs: Needs,
  raw: unknown,
): Promise<Result<StreamBan, InvalidInput | NotFound | NotPermitted>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { streamId, userId, until = null } = parsed.value;
  const message = 'Only the host and moderators can ban viewers.';
  const found = await requireAuthority(needs, { streamId, includesModerators: true, message });
  if (!found.ok) return found;
  const { stream, viewerId, isHost } = found.value;
  if (!isId('usr', userId)) return notFound('There is no such person.', 'userId');
  const createdAt = needs.now();
  if (until !== null && until <= createdAt) return invalid('A ban ends in the future.', 'until');
  if (userId === viewerId) return invalid('You cannot ban yourself.', 'userId');
  if (userId === stream.hostId) return notPermitted('The host of a stream cannot be banned.');
  if (!isHost && (await needs.repository.areModerators([{ streamId, userId }])).includes(true))
    return notPermitted('Only the host can ban a moderator.');
  return done(await ban(needs, { streamId, userId, bannedById: viewerId, until, createdAt }));
}

async function ban(needs: Needs, added: StreamBan): Promise<StreamBan> {
  const { repository, leases, signals, streams, provider, reportError } = needs;
  const { streamId, userId, until, createdAt: at } = added;
  const ended = await repository.transaction(async (store) => {
    await store.addBan(added);
    await store.announce(
      viewerBanned,
      { streamId, userId, until: until?.toISOString() ?? null, at: at.toISOString() },
      at,
    );
    return store.endViewings({ streamId, userId }, at);
  });
  // While Redis is unreachable the leases expire, and the poll of each process detects who may no longer watch.
  await Promise.allSettled(ended.map((session) => leases.release(VIEWER_LEASE, streamId, memberOf(session))));
  await Promise.all([signals.notify(streamTopic(streamId)), streams.announce(STATUS_LOG, streamId)]);
  // Addresses to play expire within a minute; this ends what the media server would not end then.
  await provider?.dropViewer(streamId, userId).catch(reportError);
  return added;
}

const invalid = (message: string, field: string) =>
  refuse<InvalidInput>({ __typename: 'InvalidInput', message, path: ['input', field] });

const notPermitted = (message: string) =>
  refuse<NotPermitted>({ __typename: 'NotPermitted', message, path: ['input', 'userId'] });
