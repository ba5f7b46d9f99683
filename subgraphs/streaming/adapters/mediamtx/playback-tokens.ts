import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { exportJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { deriveKey } from '../../../../runtime/derive-key.ts';

/** What a token permits: as MediaMTX names actions. */
export interface StreamPermission {
  readonly action: 'read' | 'publish' | 'api';
  /** Empty for the API. */
  readonly path: string;
}

/** Tokens that MediaMTX verifies with our public key. */
export interface PlaybackTokens {
  sign(permission: StreamPermission, claims: Readonly<Record<string, string>>, expiresAt: Date): Promise<string>;
  /** The claims of a token to publish; null when it is not ours, or has expired. */
  verify(token: string, now: Date): Promise<Readonly<Record<string, unknown>> | null>;
  /** The public key, as it stands in the JWKS. */
  readonly publicKey: JWK;
}

/** PKCS #8 of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const ALGORITHM = 'EdDSA';
const ISSUER = 'streaming';

/** Tokens with a key that is derived from the secret, so that all processes sign with the same one. */
export async function createPlaybackTokens(secret: string): Promise<PlaybackTokens> {
  const der = Buffer.concat([ED25519_PREFIX, deriveKey('streaming.playback', secret)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const jwk = await exportJWK(publicKey);
  const kid = createHash('sha256')
    .update(jwk.x ?? '')
    .digest('base64url')
    .slice(0, 16);
  return {
    publicKey: { ...jwk, kid, alg: ALGORITHM, use: 'sig' },
    sign: ({ action, path }, claims, expiresAt) =>
      new SignJWT({ ...claims, mediamtx_permissions: [{ action, path }] })
        .setProtectedHeader({ alg: ALGORITHM, kid })
        .setIssuer(ISSUER)
        .setExpirationTime(Math.floor(expiresAt.getTime() / 1_000))
        .sign(privateKey),
    verify: (token, now) =>
      jwtVerify(token, publicKey, { algorithms: [ALGORITHM], issuer: ISSUER, currentDate: now }).then(
        ({ payload }) => payload,
        () => null,
      ),
  };
}
