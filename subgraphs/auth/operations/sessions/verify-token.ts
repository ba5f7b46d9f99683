import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** Claims of a token and whether it is active. */
export interface TokenInfo {
  readonly active: boolean;
  readonly subject: string | null;
  readonly sessionId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

type Needs = Pick<AuthContext, 'accessTokens'> & { readonly repository: Pick<AuthRepository, 'sessions'> };

const INACTIVE: TokenInfo = { active: false, subject: null, sessionId: null, scopes: [], expiresAt: null };

/** Inspects an access token. Invalid tokens and tokens of ended sessions are inactive. */
export async function verifyToken({ accessTokens, repository }: Needs, token: string): Promise<TokenInfo> {
  const claims = await accessTokens.verify(token);
  if (claims === null) return INACTIVE;
  const [session] = await repository.sessions([claims.sessionId]);
  if (session == null || session.revokedAt !== null || session.userId !== claims.userId) return INACTIVE;
  const { userId, sessionId, scopes, expiresAt } = claims;
  return { active: true, subject: userId, sessionId, scopes, expiresAt };
}
