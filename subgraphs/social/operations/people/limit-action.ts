import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';

/** The viewer has done it too often. */
export interface TooManyAttempts extends RefusalOf<'TooManyAttempts'> {
  /** Seconds until another attempt is accepted. */
  readonly retryAfter: number;
}

/** Counts an action of the viewer; the refusal when there were too many, else null. */
export async function limitAction(
  { caller, graphLimits }: Pick<SocialContext, 'caller' | 'graphLimits'>,
  action: Parameters<SocialContext['graphLimits']['count']>[0],
) {
  const retryAfter = await graphLimits.count(action, viewerOf(caller));
  return retryAfter === null ? null : tooManyAttempts(retryAfter);
}

/** The refusal with the time to wait in seconds. */
export const tooManyAttempts = (retryAfter: number) =>
  refuse<TooManyAttempts>({
    __typename: 'TooManyAttempts',
    message: 'You have done this too often. Try again later.',
    path: [],
    retryAfter,
  });
