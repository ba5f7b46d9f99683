import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { DiscoveryContext } from '../context.ts';
import type { DiscoveryProfile } from '../repository/index.ts';
import { discoveryOff } from './discovery-off.ts';
import { ownProfile } from './own-profile.ts';

type Needs = Pick<DiscoveryContext, 'caller' | 'now' | 'ownProfile'> & {
  readonly repository: Pick<DiscoveryContext['repository'], 'transaction'>;
};

const INPUT = z.object({ until: z.date().nullish() });

const YEAR_MS = 366 * 24 * 60 * 60 * 1_000;

/** Shows the viewer to nobody new until then; without a time until they enable discovery again. */
export async function pauseDiscovery(
  needs: Needs,
  input: unknown,
): Promise<Result<DiscoveryProfile, InvalidInput | RefusalOf<'DiscoveryOff'>>> {
  const userId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const until = parsed.value.until ?? null;
  const at = needs.now();
  if (until !== null && (until <= at || until.getTime() > at.getTime() + YEAR_MS)) {
    const message = 'A pause ends in the future, within a year.';
    return refuse({ __typename: 'InvalidInput', message, path: ['input', 'until'] });
  }
  const isPaused = await needs.repository.transaction(async (store) => {
    const { isEnabled } = await store.lockProfile(userId, newId('dpf', at));
    if (isEnabled) await store.pause(userId, until);
    return isEnabled;
  });
  if (!isPaused) return discoveryOff(['input']);
  needs.ownProfile.clear(userId);
  return done(await ownProfile(needs));
}
