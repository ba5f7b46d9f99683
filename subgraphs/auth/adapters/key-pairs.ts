import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { KeyPair } from '../context.ts';
import { keyFor } from './secret-keys.ts';

/** Makes key pairs whose private halves are stored encrypted, and opens them again. */
export interface KeyPairs {
  make(): Promise<KeyPair>;
  /** @throws an error that names the key, when it was sealed under another secret or tampered with. */
  open(pair: Pick<KeyPair, 'kid' | 'sealedPrivate'>): KeyObject;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const COORDINATES = z.object({ x: z.string(), y: z.string() });

/** ES256 key pairs, sealed by AES-256-GCM under a key derived from `secret`; the kid is authenticated with the key. */
export function createKeyPairs(secret: string): KeyPairs {
  const key = keyFor('signing-key', secret);

  const seal = (kid: string, plain: Buffer): string => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(kid));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  };

  const unseal = (kid: string, sealed: string): Buffer => {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(kid))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  };

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
        sealedPrivate: seal(kid, privateKey.export({ format: 'der', type: 'pkcs8' })),
      };
    },

    open({ kid, sealedPrivate }) {
      try {
        return createPrivateKey({ key: unseal(kid, sealedPrivate), format: 'der', type: 'pkcs8' });
      } catch (cause) {
        throw new Error(`AUTH_SECRET does not open signing key ${kid}: restore the secret, or delete the key`, {
          cause,
        });
      }
    },
  };
}
