import { z } from 'zod';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { SessionRevoked } from '../../events.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { Session } from '../../repository/sessions.ts';
import { endSessions, notifyRevokedSessions } from './end-sessions.ts';
import { type AuthTokens, issueAccessToken } from './issue-access-token.ts';
import { REFRESH_GRACE_MS, sessionExpiry } from './session-lifetimes.ts';

/** Reason why a session is not refreshed. */
export type RefreshRefusal = RefusalOf<'InvalidRefreshToken'>;

type Needs = Pick<AuthContext, 'accessTokens' | 'refreshTokens' | 'now' | 'signals'> & {
  readonly repository: Pick<AuthRepository, 'accounts' | 'transaction'>;
};

/** Longer than any refresh token. */
const MAX_TOKEN_LENGTH = 200;
const INPUT = z.object({ refreshToken: z.string().min(1).max(MAX_TOKEN_LENGTH) });

/**
 * Exchanges a refresh token for its successor and a new access token.
 *
 * The session is locked meanwhile: of parallel exchanges, the first one extends it and the others get the same successor.
 * While the successor is unused, the response may have been lost, so sending the token again returns the same successor at
 * any time. A token that is sent again more than 10 s after its exchange, although its successor was used too, has been
 * copied: the session ends for everyone who holds its tokens.
 */
export async function refreshSession(context: Needs, input: unknown): Promise<Result<AuthTokens, RefreshRefusal>> {
  const parsed = INPUT.safeParse(input);
  if (!parsed.success) return invalidRefreshToken;
  const { refreshToken } = parsed.data;
  const successor = context.refreshTokens.successor(refreshToken);

  const outcome = await exchange(context, refreshToken, successor);
  await notifyRevokedSessions(context, outcome.revoked);
  const { session } = outcome;
  if (session === null) return invalidRefreshToken;

  const [account] = await context.repository.accounts([session.userId]);
  const access = await issueAccessToken(context, session, account?.roles ?? []);
  return done({ user: { id: session.userId }, refreshToken: successor, ...access });
}

interface Outcome {
  /** The refreshed session; null when the token is not valid. */
  readonly session: Session | null;
  readonly revoked: readonly SessionRevoked[];
}

const REFUSED: Outcome = { session: null, revoked: [] };

function exchange({ repository, refreshTokens, now }: Needs, token: string, successor: string): Promise<Outcome> {
  const tokens = { used: refreshTokens.hash(token), next: refreshTokens.hash(successor) };
  return repository.transaction(async (store) => {
    const storedToken = await store.holdRefreshToken(tokens.used);
    // Read after the lock: a request that waited for it must not use an old time.
    const instant = now();
    if (storedToken === null || hasEnded(storedToken.session, instant)) return REFUSED;
    const { session } = storedToken;
    const times = { now: instant, expiresAt: sessionExpiry(session.createdAt, instant) };
    const prolonged: Outcome = { session: { ...session, expiresAt: times.expiresAt }, revoked: [] };
    if (storedToken.usedAt === null) {
      await store.exchangeRefreshToken(session.id, tokens, times);
      return prolonged;
    }
    if (instant.getTime() - storedToken.usedAt.getTime() <= REFRESH_GRACE_MS) return { session, revoked: [] };
    if (await store.isRefreshTokenLive(session.id, tokens.next)) {
      await store.prolongSession(session.id, times);
      return prolonged;
    }
    return { session: null, revoked: await endSessions(store, { id: session.id }, instant) };
  });
}

const hasEnded = ({ revokedAt, expiresAt }: Session, now: Date): boolean => revokedAt !== null || expiresAt <= now;

const invalidRefreshToken = refuse<RefreshRefusal>({
  __typename: 'InvalidRefreshToken',
  message: 'The session has ended. Sign in again.',
  path: ['input', 'refreshToken'],
});
