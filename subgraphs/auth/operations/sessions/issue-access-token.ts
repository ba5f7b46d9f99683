import type { AuthContext } from '../../context.ts';
import type { Role } from '../../repository/accounts.ts';
import type { Session } from '../../repository/sessions.ts';
import { ACCESS_TOKEN_TTL_MS } from './session-lifetimes.ts';

/** The tokens of a session as they are issued to the client. */
export interface AuthTokens {
  readonly user: { readonly id: string };
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token expires. */
  readonly expiresAt: Date;
}

const SECOND_MS = 1_000;

/** Signs an access token that expires after 10 minutes or with its session. Each role is a scope, its name in lower case. */
export async function issueAccessToken(
  { accessTokens, now }: Pick<AuthContext, 'accessTokens' | 'now'>,
  session: Pick<Session, 'id' | 'userId' | 'createdAt' | 'expiresAt' | 'provenAt'>,
  roles: readonly Role[],
): Promise<Pick<AuthTokens, 'accessToken' | 'expiresAt'>> {
  const expiryMs = Math.min(now().getTime() + ACCESS_TOKEN_TTL_MS, session.expiresAt.getTime());
  const expiresAt = new Date(Math.floor(expiryMs / SECOND_MS) * SECOND_MS);
  const scopes = roles.map((role) => role.toLowerCase());
  const { id: sessionId, userId } = session;
  const provenAt = session.provenAt ?? session.createdAt;
  const accessToken = await accessTokens.issue({ userId, sessionId, scopes, expiresAt, provenAt });
  return { accessToken, expiresAt };
}
