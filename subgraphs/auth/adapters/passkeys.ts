import { z } from 'zod';
import type { PasskeySettings } from '../../../runtime/settings/sign-in-settings.ts';

/** What a browser is to be given, as JSON, and the challenge in it. */
export interface PasskeyOptions {
  readonly json: string;
  /** In base64url. */
  readonly challenge: string;
}

/** What an answer of a browser says of itself; none of it is proved. */
export interface PasskeyAnswer {
  readonly challenge: string;
  readonly credentialId: string;
  /** Id of the person for whom the authenticator made the passkey; null when it does not say. */
  readonly userId: string | null;
}

/** The part of a passkey that its authenticator makes. */
export interface Credential {
  /** What the authenticator calls it, in base64url. */
  readonly credentialId: string;
  /** COSE key. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** How often it has signed; 0 for one that does not count. */
  readonly counter: bigint;
  /** How browsers reach the authenticator. */
  readonly transports: readonly string[];
  /** Whether it is copied to the person's other devices. */
  readonly isSynced: boolean;
}

/** WebAuthn Level 3 as a relying party, with the person verified by the authenticator. */
export interface Passkeys {
  /** Whether it is set up. */
  readonly isConfigured: boolean;
  /** For `navigator.credentials.create`; authenticators that hold one of `existing` are left out. */
  creationOptions(
    person: { readonly id: string; readonly name: string },
    existing: readonly Pick<Credential, 'credentialId' | 'transports'>[],
  ): Promise<PasskeyOptions>;
  /** For `navigator.credentials.get`, whoever signs in. */
  requestOptions(): Promise<PasskeyOptions>;
  /** Null for what is no answer of a browser. */
  read(answer: string): PasskeyAnswer | null;
  /** The credential that an answer registers; null when it is not for us, not verified, or not for this challenge. */
  verifyRegistration(answer: string, challenge: string): Promise<Credential | null>;
  /**
   * How often the passkey has signed, by an answer that it has signed; null when it has not, or the answer is not for us,
   * not verified, or not for this challenge. Whether the count went up is not looked at.
   */
  verifyAssertion(
    answer: string,
    challenge: string,
    passkey: Pick<Credential, 'credentialId' | 'publicKey'>,
  ): Promise<bigint | null>;
}

/** Loaded when it is first needed: it is 27 MB, and a gateway that only proxies this domain needs none of it. */
const library = () => import('@simplewebauthn/server');

/** Longer than browsers wait by themselves, and as long as a challenge counts. */
const TIMEOUT_MS = 5 * 60_000;

/** COSE: Ed25519, ECDSA on P-256, and RSA, which is all that the TPM of older machines can. */
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

/** Passkeys of the configured relying party. */
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
      // The library throws for whatever is wrong with the answer.
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
      // A count of 0 is passed by all: the library would compare counts before it has checked the signature, and anybody
      // could make a passkey look like a copy.
      const credential = { id: credentialId, publicKey, counter: 0 };
      const given = { ...expected, response, expectedChallenge: challenge, credential };
      const verified = await (await library()).verifyAuthenticationResponse(given).catch(() => null);
      return verified?.verified === true ? BigInt(verified.authenticationInfo.newCounter) : null;
    },
  };
}
