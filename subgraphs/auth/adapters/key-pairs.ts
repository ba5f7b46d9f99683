import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { KeyPair } from '../repository/signing-keys.ts';
import { createSealedBox } from './sealed-box.ts';

/** Generates signing key pairs with encrypted private keys, and decrypts them. */
export interface KeyPairs {
  make(): Promise<KeyPair>;
  /** @throws KeyDecryptionError when the key was encrypted with another secret or tampered with. */
  open(pair: Pick<KeyPair, 'kid' | 'sealedPrivate'>): KeyObject;
}

/** A signing key was encrypted with another secret or tampered with. */
export class KeyDecryptionError extends Error {
  override readonly name = 'KeyDecryptionError';
}

const COORDINATES = z.object({ x: z.string(), y: z.string() });

/** ES256 key pairs, encrypted with AES-256-GCM and a key derived from `secret`; the kid is authenticated data. */
export function createKeyPairs(secret: string): KeyPairs {
  const box = createSealedBox('signing-key', secret);
  return {
    async make() {
      const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
      const { x, y } = COORDINATES.parse(publicKey.export({ format: 'jwk' }));
      // RFC 7638, section 3: these members, in this order, and no others.
      const kid = createHash('sha256')
        .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
        .digest('base64url');
      return {
        kid,
        x,
        y,
        sealedPrivate: box.seal(kid, privateKey.export({ format: 'der', type: 'pkcs8' })),
      };
    },

    open({ kid, sealedPrivate }) {
      try {
        return createPrivateKey({ key: box.open(kid, sealedPrivate), format: 'der', type: 'pkcs8' });
      } catch (cause) {
        throw new KeyDecryptionError(
          `AUTH_SECRET cannot decrypt signing key ${kid}: restore the secret or delete the key`,
          {
            cause,
          },
        );
      }
    },
  };
}
