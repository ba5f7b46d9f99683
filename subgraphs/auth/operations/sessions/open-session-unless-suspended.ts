import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SessionDraft } from '../../repository/sessions.ts';

/** Refusal of a sign-in with valid credentials to a suspended account. */
export interface AccountSuspended extends RefusalOf<'AccountSuspended'> {
  /** Reason given by the administrator, shown to the user. */
  readonly reason: string;
  /** Null when the suspension is permanent. */
  readonly until: Date | null;
}

/**
 * Opens a session in the caller's transaction and returns null, or returns a refusal if the user is suspended. A concurrent
 * suspension is either seen here or ends the session.
 */
export async function openSessionUnlessSuspended(
  store: Pick<AuthStore, 'holdSuspension' | 'openSession'>,
  draft: SessionDraft,
): Promise<ReturnType<typeof suspended> | null> {
  const suspension = await store.holdSuspension(draft.userId, draft.createdAt);
  if (suspension !== null) return suspended(suspension);
  await store.openSession(draft);
  return null;
}

const suspended = ({ reason, until }: Pick<AccountSuspended, 'reason' | 'until'>) =>
  refuse<AccountSuspended>({
    __typename: 'AccountSuspended',
    message: 'This account is suspended.',
    path: ['input'],
    reason,
    until,
  });
