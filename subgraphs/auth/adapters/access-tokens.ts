import { createPublicKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import type { SigningKey } from '../repository/signing-keys.ts';
import type { KeyRing } from './key-ring.ts';

/** Claims of an access token that the platform uses. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly scopes: readonly string[];
  /** Rounded down to whole seconds. */
  readonly expiresAt: Date;
}

/** Claims of a token to sign, with the time of the latest proof of identity (`auth_time`, RFC 9470). */
export interface IssuedClaims extends AccessClaims {
  readonly provenAt: Date;
}

/** Signs and verifies access tokens: JSON Web Tokens after RFC 9068, signed with ES256. */
export interface AccessTokens {
  issue(claims: IssuedClaims): Promise<string>;
  /** The claims of a valid token; null for any other. */
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

/** Access tokens of this issuer for this audience, signed with the keys of `keyRing`. */
export function createAccessTokens(options: {
  readonly keyRing: KeyRing;
  readonly issuer: string;
  readonly audience: string;
  readonly skewSeconds: number;
  readonly now: () => Date;
}): AccessTokens {
  const { keyRing, issuer, audience } = options;
  return {
    async issue({ userId, sessionId, scopes, expiresAt, provenAt }) {
      const { kid, privateKey } = await keyRing.signer();
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
      const key = await keyRing.find(header.data.kid);
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

/** The unverified header of a token; undefined when it cannot be parsed. */
function headerOf(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}

/**
 * The payload of a valid token; undefined for an invalid one. The library throws its own errors for what it checks, and
 * others for what it does not, such as a signature of the wrong length.
 */
function verified(token: string, { x, y }: Pick<SigningKey, 'x' | 'y'>, options: jwt.VerifyOptions): unknown {
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  try {
    return jwt.verify(token, key, options);
  } catch {
    return undefined;
  }
}
