import type { StreamingContext } from '../context.ts';
import { sessionOf, VIEWER_LEASE } from '../events.ts';

/** Streams at a time. */
const BATCH_SIZE = 500;

interface Needs {
  readonly repository: Pick<StreamingContext['repository'], 'idsOnAir' | 'setViewerCounts'>;
  readonly leases: Pick<StreamingContext['leases'], 'members'>;
}

/** Stores how many people watch each stream on air, by which streams and categories are sorted. */
export async function countViewers({ repository, leases }: Needs, signal: AbortSignal): Promise<void> {
  let after = '';
  while (!signal.aborted) {
    const ids = await repository.idsOnAir(after, BATCH_SIZE);
    if (ids.length > 0) {
      const members = await leases.members(VIEWER_LEASE, ids);
      const peopleOf = (sessions: readonly string[]) =>
        new Set(sessions.map((member) => sessionOf(member).userId)).size;
      await repository.setViewerCounts(new Map(ids.map((id, at) => [id, peopleOf(members[at] ?? [])])));
    }
    if (ids.length < BATCH_SIZE) return;
    after = ids.at(-1) ?? after;
  }
}
