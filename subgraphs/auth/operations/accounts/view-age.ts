import type { AuthContext } from '../../context.ts';

/**
 * A user's age in full years, in UTC; null for an unknown user, without a date of birth, or for a visitor. The profile domain
 * has decided who may see the profile, and so the age, by returning the reference.
 */
export async function viewAge(
  { accounts, caller, now }: Pick<AuthContext, 'accounts' | 'caller' | 'now'>,
  userId: string,
): Promise<number | null> {
  if (caller.viewerId === null) return null;
  const account = await accounts.load(userId);
  return account?.dateOfBirth == null ? null : fullYears(account.dateOfBirth, now().toISOString());
}

/** Years between two days, each written `YYYY-MM-DD…`. */
function fullYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5, 10) < from.slice(5, 10) ? years - 1 : years;
}
