import { newId } from '../../../../runtime/operations/ids.ts';
import type { AuthContext } from '../../context.ts';
import type { Role } from '../../repository/accounts.ts';
import type { SessionDraft } from '../../repository/sessions.ts';
import { type AuthTokens, issueAccessToken } from './issue-access-token.ts';
import { sessionExpiry } from './session-lifetimes.ts';

/** The services that create a session and sign its tokens. */
export type SessionNeeds = Pick<AuthContext, 'accessTokens' | 'refreshTokens' | 'now' | 'client'>;

/**
 * Creates a session and its tokens, to be stored by the caller. Tokens are signed before any transaction, since signing may
 * read keys and must not hold a connection while it waits for another one.
 */
export async function prepareSession(
  context: SessionNeeds,
  userId: string,
  roles: readonly Role[],
): Promise<{ readonly draft: SessionDraft; readonly tokens: AuthTokens }> {
  const createdAt = context.now();
  const session = { id: newId('ses', createdAt), userId, createdAt, expiresAt: sessionExpiry(createdAt, createdAt) };
  const refreshToken = context.refreshTokens.first();
  const access = await issueAccessToken(context, { ...session, provenAt: null }, roles);
  return {
    draft: { ...session, ...context.client, refreshHash: context.refreshTokens.hash(refreshToken) },
    tokens: { user: { id: userId }, refreshToken, ...access },
  };
}
