import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { LimitedAction, ResumeContext } from '../../context.ts';

/** The refusal of what was done too often. */
export type TooManyAttempts = RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number };

/** Counts what a person does, and refuses it when it is one too many. */
export async function withinLimit(
  { limits, caller, ip }: Pick<ResumeContext, 'limits' | 'caller' | 'ip'>,
  action: LimitedAction,
): Promise<Result<null, TooManyAttempts>> {
  const retryAfter = await limits.count(action, caller.viewerId, ip);
  if (retryAfter === null) return done(null);
  const message = 'You are doing this too often. Try again later.';
  return refuse({ __typename: 'TooManyAttempts', message, path: ['input'], retryAfter });
}
