import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { flatMapStream } from '../../../../runtime/streams/operators.ts';
import type { DiscoveryContext, MatchEvent } from '../../context.ts';
import type { MatchEntry } from '../../repository/index.ts';

/** What became of the viewer's matches after a cursor, then as it becomes: those that began, or those that ended. */
export async function followMatches(
  {
    caller,
    streams,
    repository,
  }: Pick<DiscoveryContext, 'caller' | 'streams'> & {
    readonly repository: Pick<DiscoveryContext['repository'], 'matchLog'>;
  },
  change: MatchEntry['change'],
  after: string | null | undefined,
): Promise<AsyncIterableIterator<MatchEvent>> {
  const viewerId = viewerOf(caller);
  const events = await streams.follow(repository.matchLog, viewerId, viewerId, after);
  // The next event has a cursor behind what is left out.
  return flatMapStream(events, (event) => (event.entry === null || event.entry.change === change ? [event] : []));
}
