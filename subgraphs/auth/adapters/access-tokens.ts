import { createPublicKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import type { SigningKey } from '../repository/signing-keys.ts';
import type { KeyRing } from './key-ring.ts';

/** What an access token says. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly scopes: readonly string[];
  /** Whole seconds. */
  readonly expiresAt: Date;
}

/** The same with when the person last proved who they are (RFC 9470, `auth_time`), for whoever asks for a younger proof. */
export interface IssuedClaims extends AccessClaims {
  readonly provenAt: Date;
}

/** Makes and checks access tokens: JSON Web Tokens after RFC 9068, signed by ES256. */
export interface AccessTokens {
  issue(claims: IssuedClaims): Promise<string>;
  /** What the token says, when we signed it and it counts now; else null, whatever it is. */
  verify(token: string): Promise<AccessClaims | null>;
}

const ALGORITHM = 'ES256';
const TYPE = 'at+jwt';
const HEADER = z.object({ alg: z.literal(ALGORITHM), typ: z.literal(TYPE), kid: z.string().min(1).max(100) });
const CLAIMS = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  scope: z.string(),
  exp: z.number(),
  nbf: z.number(),
  iat: z.number(),
  jti: z.string().min(1),
});

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

/** Access tokens of this issuer for this audience, by the keys of `ring`. */
export function createAccessTokens(options: {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly audience: string;
  readonly skewSeconds: number;
  readonly now: () => Date;
}): AccessTokens {
  const { ring, issuer, audience } = options;
  return {
    async issue({ userId, sessionId, scopes, expiresAt, provenAt }) {
      const { kid, privateKey } = await ring.signer();
      const now = options.now();
      const iat = seconds(now);
      const claims = { iss: issuer, aud: audience, sub: userId, sid: sessionId, scope: scopes.join(' ') };
      const times = { iat, nbf: iat, exp: seconds(expiresAt), auth_time: seconds(provenAt), jti: newId('jti', now) };
      const header = { alg: ALGORITHM, typ: TYPE, kid };
      return jwt.sign({ ...claims, ...times }, privateKey, { algorithm: ALGORITHM, header });
    },

    async verify(token) {
      const header = HEADER.safeParse(headerOf(token));
      if (!header.success) return null;
      const key = await ring.find(header.data.kid);
      if (key === null) return null;
      const payload = verified(token, key, {
        algorithms: [ALGORITHM],
        issuer,
        audience,
        clockTolerance: options.skewSeconds,
        clockTimestamp: seconds(options.now()),
      });
      const claims = CLAIMS.safeParse(payload);
      if (!claims.success) return null;
      const { sub, sid, scope, exp } = claims.data;
      return {
        userId: sub,
        sessionId: sid,
        scopes: scope.split(' ').filter((one) => one !== ''),
        expiresAt: new Date(exp * 1000),
      };
    },
  };
}

/** What a token says of itself, unchecked; undefined for what cannot be read. */
function headerOf(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}

/**
 * The payload of a good token; undefined for a bad one, of which the library tells by throwing: errors of its own for what
 * it has looked for, and any other for what it has not, such as a signature of another length.
 */
function verified(token: string, { x, y }: Pick<SigningKey, 'x' | 'y'>, options: jwt.VerifyOptions): unknown {
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  try {
    return jwt.verify(token, key, options);
  } catch {
    return undefined;
  }
}
