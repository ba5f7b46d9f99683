import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SessionDraft } from '../../repository/sessions.ts';

/** Who has proved who they are, but may not sign in. */
export interface AccountSuspended extends RefusalOf<'AccountSuspended'> {
  /** For the person to read. */
  readonly reason: string;
  /** Null: until it is taken back. */
  readonly until: Date | null;
}

/**
 * Opens a session in the caller's transaction, unless its person is suspended: then answers with the refusal. A suspension
 * at the same moment either is seen here or ends the session.
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
