import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** How many ways by which a person can sign in. */
export interface SignInWays {
  /** 1 when there is a password and an address to sign in with, else 0. */
  readonly passwords: number;
  readonly identities: number;
  readonly passkeys: number;
}

/** What keeps a person from being locked out. */
export function createSignInWayStore(db: Prisma.TransactionClient) {
  return {
    /** The person's ways to sign in. Nobody else who asks learns them until the transaction ends, so two cannot take the last two. */
    async holdWays(userId: string): Promise<SignInWays> {
      // A statement of its own: the next one sees what the transaction did that held the person before.
      await db.$executeRaw`SELECT 1 FROM account WHERE id = ${userId} FOR NO KEY UPDATE`;
      const [ways] = await db.$queryRaw<SignInWays[]>`
        SELECT (SELECT count(*) FROM password_credential c WHERE c.user_id = ${userId}
                AND EXISTS (SELECT 1 FROM identifier i WHERE i.user_id = c.user_id))::int AS passwords,
               (SELECT count(*) FROM identity WHERE user_id = ${userId})::int AS identities,
               (SELECT count(*) FROM passkey WHERE user_id = ${userId})::int AS passkeys`;
      return ways ?? { passwords: 0, identities: 0, passkeys: 0 };
    },
  };
}
