import { z } from 'zod';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../../context.ts';
import { endMatch, signalMatches } from './end-match.ts';

const INPUT = z.object({ matchId: z.string().max(100), reason: text('A reason', { max: 300 }).nullish() });

interface Needs extends Pick<DiscoveryContext, 'caller' | 'now'> {
  readonly streams: Pick<DiscoveryContext['streams'], 'announce'>;
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction' | 'visibleMatches'>;
}

/** Ends a match of the viewer for both, and returns its id. One that has ended before stays as it ended. */
export async function unmatch(context: Needs, raw: unknown): Promise<Result<string, InvalidInput | NotFound>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { matchId, reason = null } = parsed.value;
  const [match = null] = await context.repository.visibleMatches(viewerId, [matchId]);
  if (match === null) return notFound('You have no such match.', 'matchId');
  const ended = await context.repository.transaction((store) =>
    endMatch(store, matchId, { endedBy: viewerId, reason, at: context.now() }),
  );
  await signalMatches(context, ended === null ? [] : ended.userIds);
  return done(matchId);
}
