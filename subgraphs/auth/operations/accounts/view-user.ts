import type { Caller } from '../../../../runtime/executor/caller.ts';
import type { AuthContext } from '../../context.ts';
import type { Account, Role } from '../../repository/accounts.ts';

/** A user as the caller may see them: private fields are null for everyone but the user and administrators. */
export interface UserView {
  readonly id: string;
  readonly createdAt: Date;
  readonly email: string | null;
  readonly phone: string | null;
  readonly dateOfBirth: string | null;
  readonly roles: readonly Role[] | null;
  /** Null when hidden or when there is no email. */
  readonly emailVerified: boolean | null;
  /** Null when hidden or when there is no email. */
  readonly isEmailRefused: boolean | null;
  /** Null when hidden or when there is no phone. */
  readonly phoneVerified: boolean | null;
  /** Null when hidden or when there is none. */
  readonly suspension: { readonly since: Date; readonly until: Date | null; readonly reason: string } | null;
}

/** Whether the caller may see the private fields of this user. */
export const maySeePrivate = (caller: Pick<Caller, 'viewerId' | 'scopes'>, userId: string): boolean =>
  caller.viewerId === userId || caller.scopes.includes('admin');

/** The account as the caller may see it. */
export function viewUser(caller: Pick<Caller, 'viewerId' | 'scopes'>, account: Account): UserView {
  const { id, createdAt, email, phone, dateOfBirth, roles } = account;
  if (!maySeePrivate(caller, id)) {
    const hidden = { email: null, phone: null, dateOfBirth: null, roles: null };
    return {
      id,
      createdAt,
      ...hidden,
      emailVerified: null,
      isEmailRefused: null,
      phoneVerified: null,
      suspension: null,
    };
  }
  return {
    ...{ id, createdAt, email, phone, dateOfBirth, roles },
    emailVerified: email === null ? null : account.emailVerifiedAt !== null,
    isEmailRefused: email === null ? null : account.emailRefusedAt != null,
    phoneVerified: phone === null ? null : account.phoneVerifiedAt !== null,
    suspension:
      account.suspendedAt === null
        ? null
        : { since: account.suspendedAt, until: account.suspendedUntil, reason: account.suspensionReason ?? '' },
  };
}

/** Whether an account is suspended at an instant. */
const isSuspendedAt = ({ suspendedAt, suspendedUntil }: Account, now: Date): boolean =>
  suspendedAt !== null && (suspendedUntil === null || suspendedUntil > now);

/** Finds a user as the caller may see them; null when there is none, or they are suspended: that is for themselves, administrators and services. */
export async function findUser(
  { accounts, caller, now }: Pick<AuthContext, 'caller' | 'now'> & { accounts: Pick<AuthContext['accounts'], 'load'> },
  id: string,
): Promise<UserView | null> {
  const account = await accounts.load(id);
  if (account === null) return null;
  const isHidden = isSuspendedAt(account, now()) && !maySeePrivate(caller, id) && caller.service === null;
  return isHidden ? null : viewUser(caller, account);
}

/** Finds a user as they see themselves, for a sign-in whose request carried no token. */
export async function findSelf({ accounts }: Pick<AuthContext, 'accounts'>, id: string): Promise<UserView | null> {
  const account = await accounts.load(id);
  return account === null ? null : viewUser({ viewerId: id, scopes: [] }, account);
}
