import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';

/** Expected claims, and the keys that sign. */
export interface TokenExpectation {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: readonly JsonWebKey[];
}

const SKEW_SECONDS = 30;

/** Verifies ES256 access tokens as the gateway does, each once, and resolves to the viewer. @throws for any other. */
export function createVerify({ issuer, audience, keys }: TokenExpectation) {
  const publicKeys = new Map<string, KeyObject>(
    keys.map((key) => [String(key['kid']), createPublicKey({ key, format: 'jwk' })]),
  );
  const verified = new Map<string, { readonly viewerId: string; readonly expiresAt: number }>();
  const check = (token: string): { viewerId: string; expiresAt: number } => {
    const [head = '', body = '', signature = ''] = token.split('.');
    const { alg, typ, kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const key = publicKeys.get(kid);
    if (alg !== 'ES256' || typ !== 'at+jwt' || key === undefined) throw new Error('not a token of ours');
    const signed = Buffer.from(`${head}.${body}`);
    const bytes = Buffer.from(signature, 'base64url');
    if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes)) throw new Error('a wrong signature');
    const { iss, aud, sub, exp } = JSON.parse(Buffer.from(body, 'base64url').toString());
    if (iss !== issuer || aud !== audience) throw new Error('a token for somebody else');
    return { viewerId: sub, expiresAt: (exp + SKEW_SECONDS) * 1_000 };
  };
  return (authorization: string | undefined): string => {
    const token = authorization?.slice('Bearer '.length) ?? '';
    let found = verified.get(token);
    if (found === undefined) {
      found = check(token);
      verified.set(token, found);
    }
    if (Date.now() >= found.expiresAt) throw new Error('an expired token');
    return found.viewerId;
  };
}
