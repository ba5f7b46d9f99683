import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';

/** What an authenticator, or who stands between, does otherwise than it should. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  /** In base64url. */
  readonly challenge?: string;
  /** False: it did not ask for a PIN or a finger. */
  readonly isVerified?: boolean;
  readonly counter?: number;
  /** Id of the person; null: it names nobody. */
  readonly userId?: string | null;
  readonly type?: string;
}

/** A device that makes passkeys and signs with them, and the browser in front of it. */
export interface SoftwareAuthenticator {
  readonly credentialId: string;
  /** Answers `navigator.credentials.create` with JSON as `toJSON` gives it. */
  create(options: string, deviation?: Deviation): string;
  /** Answers `navigator.credentials.get` likewise. */
  get(options: string, deviation?: Deviation): string;
}

/** How one is made. */
export interface AuthenticatorOptions {
  readonly origin: string;
  readonly algorithm?: 'ES256' | 'Ed25519';
  /** Whether it counts its signatures; those that are synced do not. */
  readonly counts?: boolean;
  /** Another's, for a copy that knows no private key. */
  readonly credentialId?: string;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const MAY_BE_SYNCED = 0x08;
const IS_SYNCED = 0x10;
const HAS_CREDENTIAL = 0x40;

const CREATION = z.object({
  rp: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
  challenge: z.string(),
  authenticatorSelection: z.object({ residentKey: z.literal('required'), userVerification: z.literal('required') }),
});
const REQUEST = z.object({ rpId: z.string(), challenge: z.string(), userVerification: z.literal('required') });
const KEY = z.object({ x: z.string(), y: z.string().optional() });

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: string | Buffer): string => Buffer.from(data).toString('base64url');

/** Makes a device with a new key pair (WebAuthn Level 3, sections 6.1 and 6.5). */
export function createAuthenticator(made: AuthenticatorOptions): SoftwareAuthenticator {
  const { privateKey, publicKey } =
    made.algorithm === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = made.credentialId ?? base64url(randomBytes(32));
  let counter = 0;
  let owner = '';

  const clientData = (type: string, challenge: string, { origin = made.origin, ...given }: Deviation) =>
    JSON.stringify({ type: given.type ?? type, challenge: given.challenge ?? challenge, origin, crossOrigin: false });
  const authenticatorData = (rpId: string, deviation: Deviation, credential: Buffer | null): Buffer => {
    if (made.counts === true) counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(deviation.counter ?? counter);
    const flags =
      USER_PRESENT |
      (deviation.isVerified === false ? 0 : USER_VERIFIED) |
      (made.counts === true ? 0 : MAY_BE_SYNCED | IS_SYNCED) |
      (credential === null ? 0 : HAS_CREDENTIAL);
    return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.from([flags]), count, credential ?? Buffer.alloc(0)]);
  };
  const credentialOf = (response: object): string =>
    JSON.stringify({ id: credentialId, rawId: credentialId, type: 'public-key', clientExtensionResults: {}, response });

  return {
    credentialId,
    create(options, deviation = {}) {
      const { rp, user, challenge } = CREATION.parse(JSON.parse(options));
      owner = user.id;
      const id = Buffer.from(credentialId, 'base64url');
      const length = Buffer.from([id.length >> 8, id.length & 0xff]);
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const authData = authenticatorData(rp.id, deviation, credential);
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      return credentialOf({
        clientDataJSON: base64url(clientData('webauthn.create', challenge, deviation)),
        attestationObject: base64url(attestation),
        transports: ['internal'],
      });
    },
    get(options, deviation = {}) {
      const { rpId, challenge } = REQUEST.parse(JSON.parse(options));
      const data = clientData('webauthn.get', challenge, deviation);
      const authData = authenticatorData(rpId, deviation, null);
      const signed = Buffer.concat([authData, sha256(data)]);
      const { userId } = deviation;
      return credentialOf({
        clientDataJSON: base64url(data),
        authenticatorData: base64url(authData),
        signature: base64url(sign(made.algorithm === 'Ed25519' ? null : 'sha256', signed, privateKey)),
        ...(userId === null ? {} : { userHandle: userId === undefined ? owner : base64url(userId) }),
      });
    },
  };
}

/** RFC 9053, section 7. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x, y } = KEY.parse(publicKey.export({ format: 'jwk' }));
  const coordinate = (text: string) => Buffer.from(text, 'base64url');
  const [keyType, algorithm, curve] = y === undefined ? [1, -8, 6] : [2, -7, 1];
  return cbor(
    new Map<number, unknown>([
      [1, keyType],
      [3, algorithm],
      [-1, curve],
      [-2, coordinate(x)],
      ...(y === undefined ? [] : ([[-3, coordinate(y)]] as const)),
    ]),
  );
}

/** RFC 8949, as much as authenticators write: whole numbers, bytes, text, maps. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (!(value instanceof Map)) throw new Error('Authenticators write no such thing.');
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

function head(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size]);
  return size < 256 ? Buffer.from([(major << 5) | 24, size]) : Buffer.from([(major << 5) | 25, size >> 8, size & 0xff]);
}
