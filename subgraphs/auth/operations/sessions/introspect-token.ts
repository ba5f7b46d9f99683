import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { verifyToken } from './verify-token.ts';

/** Response of token introspection (RFC 7662, section 2.2). An inactive token discloses nothing else. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true;
      readonly token_type: 'Bearer';
      /** Id of the user, `usr_…`. */
      readonly sub: string;
      /** Id of the session, `ses_…`: the claim of the same name in access tokens. */
      readonly sid: string;
      /** Separated by spaces. */
      readonly scope: string;
      /** Seconds since 1970. */
      readonly exp: number;
    };

/** Why a request for introspection is refused: who sends it, or what it says. */
export type IntrospectionRefusal = 'NOT_A_SERVICE' | 'TOKEN_MISSING';

type Needs = Pick<AuthContext, 'accessTokens' | 'caller'> & { readonly repository: Pick<AuthRepository, 'sessions'> };

/** Inspects the access token of a form like `verifyToken`. Only services may, and only their forms are read. */
export async function introspectToken(
  { caller, ...needs }: Needs,
  readForm: () => Promise<URLSearchParams>,
): Promise<Introspection | IntrospectionRefusal> {
  if (caller.service === null) return 'NOT_A_SERVICE';
  const [token, ...others] = (await readForm()).getAll('token');
  if (token === undefined || token === '' || others.length > 0) return 'TOKEN_MISSING';
  const { active, subject, sessionId, scopes, expiresAt } = await verifyToken(needs, token);
  if (!active || subject === null || sessionId === null || expiresAt === null) return { active: false };
  const exp = Math.floor(expiresAt.getTime() / 1000);
  return { active, token_type: 'Bearer', sub: subject, sid: sessionId, scope: scopes.join(' '), exp };
}
