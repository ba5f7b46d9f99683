import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SealedBox } from '../../runtime/sealed-box.ts';
import type { LinkSigner } from '../../runtime/signed-links/link-signer.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { AccessTokens } from './adapters/access-tokens.ts';
import type { Attempts } from './adapters/attempts.ts';
import type { KeyRing } from './adapters/key-ring.ts';
import type { MessageChannels } from './adapters/message-channels.ts';
import type { OAuthProviders } from './adapters/oauth-providers.ts';
import type { Passkeys } from './adapters/passkeys.ts';
import type { Passwords } from './adapters/passwords.ts';
import type { RefreshTokens } from './adapters/refresh-tokens.ts';
import type { RequestSession } from './adapters/request-session.ts';
import type { Telegram } from './adapters/telegram.ts';
import type { TokenHasher } from './adapters/token-hasher.ts';
import type { Totp } from './adapters/totp.ts';
import type { Account } from './repository/accounts.ts';
import type { DataExport } from './repository/data-exports.ts';
import type { Identity } from './repository/identities.ts';
import type { AuthRepository } from './repository/index.ts';
import type { Passkey } from './repository/passkeys.ts';
import type { Session } from './repository/sessions.ts';

/** The client of a request, as stored with sessions and security events. */
export interface RequestClient {
  readonly ip: string | null;
  /** User agent of the client. */
  readonly device: string | null;
}

/** Everything that resolvers and operations of the auth domain depend on. */
export interface AuthContext {
  readonly caller: Caller;
  readonly client: RequestClient;
  /** As in the logs; null when no request causes what is done. */
  readonly requestId: string | null;
  readonly requestSession: Omit<RequestSession, 'caller'>;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly signals: Signals;
  /** Names of all domains of the system. */
  readonly domains: readonly string[];
  readonly repository: AuthRepository;
  readonly accounts: DataLoader<string, Account | null>;
  /** Sessions that the caller may see; null for others. */
  readonly sessions: DataLoader<string, Session | null>;
  /** By user id. Callers check access. */
  readonly sessionPages: PageLoader<Session>;
  /** Of a user, oldest first. Callers check access. */
  readonly identities: DataLoader<string, readonly Identity[] | null>;
  /** Exports of the caller; null for others. */
  readonly dataExports: DataLoader<string, DataExport | null>;
  /** Signs download links of data exports. */
  readonly downloadLinks: LinkSigner;
  /** Encrypts the parts of data exports. */
  readonly exportBox: SealedBox;
  readonly telegram: Telegram;
  readonly providers: OAuthProviders;
  /** Of a user, oldest first. Callers check access. */
  readonly passkeys: DataLoader<string, readonly Passkey[] | null>;
  readonly passkeyRules: Passkeys;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly keyRing: Pick<KeyRing, 'published'>;
  readonly attempts: Attempts;
  readonly channels: Pick<MessageChannels, 'canSend' | 'send'>;
  /** Encrypts the content of queued messages. */
  readonly messageBox: SealedBox;
  readonly tokenHasher: TokenHasher;
  readonly totp: Totp;
  /** Encrypts TOTP secrets, bound to the user's id. */
  readonly totpBox: SealedBox;
  /** Returns the E.164 form; null for an impossible number. */
  readonly parsePhoneNumber: (text: string) => string | null;
}
