import { isTransient } from '../../runtime/database/database-errors.ts';
import { createLoader } from '../../runtime/database/loader.ts';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo as GatewayOrigin, GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import { createLinkSigner } from '../../runtime/signed-links/link-signer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createAccessTokens } from './adapters/access-tokens.ts';
import { createAttempts, UNLIMITED } from './adapters/attempts.ts';
import { createKeyPairs, KeyDecryptionError } from './adapters/key-pairs.ts';
import { createKeyRing, type KeyRing } from './adapters/key-ring.ts';
import type { MessageChannels } from './adapters/message-channels.ts';
import { createOAuthProviders } from './adapters/oauth-providers.ts';
import { createPasskeys } from './adapters/passkeys.ts';
import { openPasswords } from './adapters/passwords.ts';
import { parsePhoneNumber } from './adapters/phone-numbers.ts';
import { createRefreshTokens } from './adapters/refresh-tokens.ts';
import { createRequestSession } from './adapters/request-session.ts';
import { createSealedBox } from './adapters/sealed-box.ts';
import { createTelegram } from './adapters/telegram.ts';
import { createTokenHasher } from './adapters/token-hasher.ts';
import { createTotp } from './adapters/totp.ts';
import type { AuthContext, RequestClient } from './context.ts';
import { maySeePrivate } from './operations/accounts/view-user.ts';
import { type RotationNeeds, signingKeys } from './operations/sessions/rotate-signing-keys.ts';
import { CLOCK_SKEW_MS } from './operations/sessions/session-lifetimes.ts';
import type { DataExport } from './repository/data-exports.ts';
import type { AuthRepository } from './repository/index.ts';
import type { Session } from './repository/sessions.ts';
import type { AuthSettings } from './settings.ts';

/** Long-lived dependencies of contexts and jobs. */
export type ContextParts = Omit<
  AuthContext,
  | 'caller'
  | 'client'
  | 'requestId'
  | 'requestSession'
  | 'accounts'
  | 'sessions'
  | 'identities'
  | 'passkeys'
  | 'dataExports'
  | 'sessionPages'
> &
  RotationNeeds;

/** Maps the gateway's client info; requests of other domains have none. */
const requestClientOf = (info: GatewayOrigin | undefined): RequestClient => ({
  ip: info?.ip ?? null,
  device: info?.userAgent ?? null,
});

const SESSIONS = createPaging({ name: 'auth.sessions', key: [cursorPart.text], keyOf: ({ id }: Session) => [id] });

const SECOND_MS = 1_000;
const MAX_REASON_LENGTH = 200;

type PartsHost = Pick<Host, 'configuration' | 'redis' | 'ask' | 'signals' | 'domains' | 'now' | 'log'>;

/**
 * Creates the long-lived dependencies over an open repository.
 *
 * @throws an Error of one line when `AUTH_SECRET` cannot decrypt the signing key, since nobody could sign in. While the
 * database is unavailable this is not checked.
 */
export async function createParts(
  { configuration, redis, ask, signals, domains, now, log }: PartsHost,
  settings: AuthSettings,
  { channels, repository }: { readonly channels: MessageChannels; readonly repository: AuthRepository },
): Promise<ContextParts> {
  const { secret } = settings;
  const keyPairs = createKeyPairs(secret);
  const rotation = { repository, keyPairs, now };
  const keyRing = createKeyRing({ read: () => signingKeys(rotation), open: keyPairs.open, now });
  await requireSigner(keyRing).catch(async (error: unknown) => {
    channels.close();
    await repository.close();
    throw error;
  });
  return {
    ...rotation,
    ask,
    signals,
    domains,
    keyRing,
    parsePhoneNumber,
    channels,
    telegram: createTelegram(settings.telegram),
    passkeyRules: createPasskeys(settings.passkeys),
    providers: createOAuthProviders(settings.oauth, now, log),
    messageBox: createSealedBox('message', secret),
    exportBox: createSealedBox('export', secret),
    downloadLinks: createLinkSigner('auth.data-export', settings.linkSecrets),
    totp: createTotp(settings.tokenIssuer),
    totpBox: createSealedBox('totp', secret),
    tokenHasher: createTokenHasher(secret),
    attempts: configuration.limits === 'on' ? createAttempts(redis) : UNLIMITED,
    passwords: await openPasswords(settings.passwordMemoryKib),
    refreshTokens: createRefreshTokens(secret),
    accessTokens: createAccessTokens({
      keyRing,
      issuer: settings.tokenIssuer,
      audience: settings.tokenAudience,
      skewSeconds: CLOCK_SKEW_MS / SECOND_MS,
      now,
    }),
  };
}

async function requireSigner(keyRing: Pick<KeyRing, 'signer'>): Promise<void> {
  try {
    await keyRing.signer();
  } catch (error) {
    if (isTransient(error)) return;
    if (error instanceof KeyDecryptionError) throw error;
    // Prisma's messages have many lines, and the first says nothing.
    const reason = String(error).replaceAll(/\s+/g, ' ');
    throw new Error(`the signing keys cannot be read, or were never migrated: ${reason.slice(0, MAX_REASON_LENGTH)}`);
  }
}

/** The context of one request. */
export function createAuthContext(
  parts: ContextParts,
  caller: Caller,
  { client, requestId }: Pick<GraphQLRequest, 'client' | 'requestId'>,
): AuthContext {
  const { repository, now } = parts;
  const requestSession = createRequestSession(caller, () => {
    sessions.clearAll();
    dataExports.clearAll();
  });
  const sessions = createLoader<Session>(async (ids) => {
    const found = await repository.sessions(ids);
    return found.map((session) =>
      session !== null && maySeePrivate(requestSession.caller, session.userId) ? session : null,
    );
  });
  const dataExports = createLoader<DataExport>(async (ids) => {
    const copies = await repository.dataExports(ids);
    return copies.map((copy) => (copy !== null && copy.userId === requestSession.caller.viewerId ? copy : null));
  });
  return {
    ...parts,
    get caller() {
      return requestSession.caller;
    },
    requestSession,
    client: requestClientOf(client),
    requestId: requestId ?? null,
    accounts: createLoader((ids) => repository.accounts(ids)),
    sessions,
    dataExports,
    identities: createLoader((ids) => repository.identities(ids)),
    passkeys: createLoader((ids) => repository.passkeys(ids)),
    sessionPages: createPageLoader(SESSIONS, (request) => repository.sessionPages(request, now())),
  };
}
