import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../../context.ts';
import type { DailyPick } from '../../repository/index.ts';
import { candidateQuery } from '../candidate-query.ts';
import { stateOf } from '../discovery-state.ts';
import { ownProfile } from '../own-profile.ts';
import { dayOf } from './make-daily-picks.ts';

interface Needs extends Pick<DiscoveryContext, 'caller' | 'now' | 'cells' | 'ownProfile' | 'candidateTokens'> {
  readonly repository: Pick<DiscoveryContext['repository'], 'cards' | 'pickOf'>;
}

/** Whom the viewer got for today, as long as the two may be shown to each other and the viewer has not decided. */
export async function readDailyPick(needs: Needs): Promise<DailyPick | null> {
  const { repository, cells, candidateTokens } = needs;
  const viewerId = viewerOf(needs.caller);
  const now = needs.now();
  const day = dayOf(now);
  const [profile, pick] = await Promise.all([ownProfile(needs), repository.pickOf(viewerId, day)]);
  if (pick === null || stateOf(profile, now) !== 'ACTIVE') return null;
  const query = candidateQuery(profile, {}, cells, { now, asOf: now });
  const [card] = query === null ? [] : await repository.cards(query, [pick.otherId], 1);
  if (card === undefined) return null;
  const { otherId: candidateId, score } = pick;
  return {
    ...{ userId: candidateId, pickedOn: day },
    candidateToken: candidateTokens.mint({ viewerId, candidateId, score }, now),
  };
}
