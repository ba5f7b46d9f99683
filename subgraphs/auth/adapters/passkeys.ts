import { z } from 'zod';
import type { PasskeySettings } from '../settings.ts';

/** WebAuthn options for the browser, and the challenge in them. */
export interface PasskeyOptions {
  readonly json: string;
  /** Challenge in base64url. */
  readonly challenge: string;
}

/** Unverified contents of a browser's credential. */
export interface PasskeyAnswer {
  readonly challenge: string;
  readonly credentialId: string;
  /** User handle, the id of the owner; null when absent. */
  readonly userId: string | null;
}

/** The part of a passkey that its authenticator creates. */
export interface Credential {
  /** Credential id in base64url. */
  readonly credentialId: string;
  /** Public key in COSE format. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Signature counter; 0 for an authenticator without one. */
  readonly counter: bigint;
  /** WebAuthn transport hints. */
  readonly transports: readonly string[];
  /** Whether it is synced across the user's devices. */
  readonly isSynced: boolean;
}

/** WebAuthn Level 3 relying party that requires user verification. */
export interface Passkeys {
  /** Whether the settings for it are present. */
  readonly isConfigured: boolean;
  /** Options for `navigator.credentials.create`; excludes authenticators that hold one of `existing`. */
  creationOptions(
    person: { readonly id: string; readonly name: string },
    existing: readonly Pick<Credential, 'credentialId' | 'transports'>[],
  ): Promise<PasskeyOptions>;
  /** Options for `navigator.credentials.get` with a discoverable credential. */
  requestOptions(): Promise<PasskeyOptions>;
  /** Parses a credential without verifying it; null when malformed. */
  read(answer: string): PasskeyAnswer | null;
  /** Verifies a registration; null when it is not for this relying party or challenge, or lacks user verification. */
  verifyRegistration(answer: string, challenge: string): Promise<Credential | null>;
  /**
   * Verifies an assertion and returns its signature counter; null when it is not for this relying party, passkey or
   * challenge, or lacks user verification. Does not check that the counter has increased.
   */
  verifyAssertion(
    answer: string,
    challenge: string,
    passkey: Pick<Credential, 'credentialId' | 'publicKey'>,
  ): Promise<bigint | null>;
}

/** Loaded on first use: it takes 27 MB, which a gateway that only proxies this domain does not need. */
const library = () => import('@simplewebauthn/server');

/** Longer than browsers wait by default, and the lifetime of a challenge. */
const TIMEOUT_MS = 5 * 60_000;

/** COSE algorithms: Ed25519, ECDSA on P-256, and RSA for older TPMs. */
const ALGORITHMS = [-8, -7, -257];

const MAX_TRANSPORTS = 10;
const base64url = z.string().regex(/^[\w-]+$/);
const SHARED = { id: base64url.max(1_400), rawId: base64url, type: z.literal('public-key') };
const TRANSPORTS = z.array(z.string().max(40)).max(MAX_TRANSPORTS);
const REGISTRATION = z.object({
  ...SHARED,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: TRANSPORTS.catch([]).default([]),
  }),
});
const ASSERTION = z.object({
  ...SHARED,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
});
const ANSWER = z.object({
  id: SHARED.id,
  response: z.object({ clientDataJSON: base64url, userHandle: base64url.nullish() }),
});
const CLIENT_DATA = z.object({ challenge: base64url.max(200) });

const textOf = (encoded: string): string => Buffer.from(encoded, 'base64url').toString();

function parse<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const UNCONFIGURED: PasskeySettings = { rpId: 'localhost', rpName: '', origins: [] };

/** Creates the relying party from its settings; null when passkeys are not configured. */
export function createPasskeys(settings: PasskeySettings | null): Passkeys {
  const { rpId, rpName, origins } = settings ?? UNCONFIGURED;
  const expected = { expectedOrigin: [...origins], expectedRPID: rpId, requireUserVerification: true };
  return {
    isConfigured: settings !== null,

    async creationOptions({ id, name }, existing) {
      const options = await (await library()).generateRegistrationOptions({
        rpName,
        rpID: rpId,
        userName: name,
        userDisplayName: name,
        userID: new TextEncoder().encode(id),
        timeout: TIMEOUT_MS,
        attestationType: 'none',
        excludeCredentials: existing.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return { json: JSON.stringify(options), challenge: options.challenge };
    },

    async requestOptions() {
      const options = await (await library()).generateAuthenticationOptions({
        rpID: rpId,
        timeout: TIMEOUT_MS,
        userVerification: 'required',
      });
      return { json: JSON.stringify(options), challenge: options.challenge };
    },

    read(answer) {
      const read = parse(ANSWER, answer);
      const clientData = read === null ? null : parse(CLIENT_DATA, textOf(read.response.clientDataJSON));
      if (read === null || clientData === null) return null;
      const { userHandle } = read.response;
      return {
        challenge: clientData.challenge,
        credentialId: read.id,
        userId: userHandle == null ? null : textOf(userHandle),
      };
    },

    async verifyRegistration(answer, challenge) {
      const read = parse(REGISTRATION, answer);
      if (read === null) return null;
      const response = { ...read, clientExtensionResults: {} };
      const given = { ...expected, response, expectedChallenge: challenge, supportedAlgorithmIDs: ALGORITHMS };
      // The library throws for any invalid response.
      const verified = await (await library()).verifyRegistrationResponse(given).catch(() => null);
      if (verified?.verified !== true) return null;
      const { credential, credentialBackedUp } = verified.registrationInfo;
      return {
        credentialId: credential.id,
        publicKey: credential.publicKey,
        counter: BigInt(credential.counter),
        transports: read.response.transports,
        isSynced: credentialBackedUp,
      };
    },

    async verifyAssertion(answer, challenge, { credentialId, publicKey }) {
      const read = parse(ASSERTION, answer);
      if (read === null || read.id !== credentialId) return null;
      const { userHandle, ...signed } = read.response;
      const response = { ...read, response: signed, clientExtensionResults: {} };
      // A counter of 0 accepts all: the library would compare counters before it verifies the signature, and anyone
      // could make a passkey look like a copy.
      const credential = { id: credentialId, publicKey, counter: 0 };
      const given = { ...expected, response, expectedChallenge: challenge, credential };
      const verified = await (await library()).verifyAuthenticationResponse(given).catch(() => null);
      return verified?.verified === true ? BigInt(verified.authenticationInfo.newCounter) : null;
    },
  };
}
