import type { Logger } from 'pino';
import { type Prisma, PrismaClient } from '../../../prisma/generated/auth/client.ts';
import { type Database, openAdapter, type Sql } from '../../../runtime/database/database.ts';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { announce } from '../../../runtime/events/outbox.ts';
import type { Collection } from '../../../runtime/personal-data/collections.ts';
import { createAccountStore } from './accounts.ts';
import { createChallengeStore } from './challenges.ts';
import { createDataExportStore } from './data-exports.ts';
import { createErasureStore } from './erasure.ts';
import { createIdentifierStore } from './identifiers.ts';
import { createIdentityStore } from './identities.ts';
import { createMessageStore } from './messages.ts';
import { createOAuthAttemptStore } from './oauth-attempts.ts';
import { createPasskeyStore } from './passkeys.ts';
import { authData } from './personal-data.ts';
import { createSecurityEventStore } from './security-events.ts';
import { createSessionStore } from './sessions.ts';
import { createSignInWayStore } from './sign-in-ways.ts';
import { createSigningKeyStore } from './signing-keys.ts';
import { createSuspensionStore } from './suspensions.ts';
import { createTotpStore } from './totps.ts';

/** What the auth domain stores and finds, inside a transaction or without. */
export interface AuthStore
  extends ReturnType<typeof createAccountStore>,
    ReturnType<typeof createSessionStore>,
    ReturnType<typeof createIdentifierStore>,
    ReturnType<typeof createTotpStore>,
    ReturnType<typeof createSuspensionStore>,
    ReturnType<typeof createIdentityStore>,
    ReturnType<typeof createOAuthAttemptStore>,
    ReturnType<typeof createPasskeyStore>,
    ReturnType<typeof createSignInWayStore>,
    ReturnType<typeof createChallengeStore>,
    ReturnType<typeof createMessageStore>,
    ReturnType<typeof createDataExportStore>,
    ReturnType<typeof createSecurityEventStore>,
    ReturnType<typeof createErasureStore>,
    ReturnType<typeof createSigningKeyStore> {
  /** Tells other domains, once the transaction is committed. */
  announce<Payload extends object>(type: EventType<Payload>, payload: Payload, now: Date): Promise<void>;
}

/** The store, with transactions over it. */
export interface AuthRepository extends AuthStore, Database<AuthStore> {
  /** For the person whom it is about, and nobody else. */
  readonly personalData: readonly Collection[];
}

/** How long a transaction may take, and may wait for its connection. */
const TRANSACTION_LIMITS = { timeout: 5_000, maxWait: 3_000 } as const;

const createAuthStore = (db: Prisma.TransactionClient): AuthStore => ({
  ...createAccountStore(db),
  ...createSessionStore(db),
  ...createIdentifierStore(db),
  ...createTotpStore(db),
  ...createSuspensionStore(db),
  ...createIdentityStore(db),
  ...createOAuthAttemptStore(db),
  ...createPasskeyStore(db),
  ...createSignInWayStore(db),
  ...createChallengeStore(db),
  ...createMessageStore(db),
  ...createDataExportStore(db),
  ...createSecurityEventStore(db),
  ...createSigningKeyStore(db),
  ...createErasureStore(db),
  announce: (type, payload, now) => announce(db, type, payload, now),
});

/** Opens the auth schema as its own role. Connects when first used. */
export function openAuthRepository(databaseUrl: string, log?: Pick<Logger, 'warn'>): AuthRepository {
  const db = new PrismaClient({ adapter: openAdapter(databaseUrl, 'auth', log) });
  return {
    ...createAuthStore(db),
    personalData: authData(db),
    sql: db,
    transaction: <T>(work: (store: AuthStore, sql: Sql) => Promise<T>) =>
      db.$transaction((tx) => work(createAuthStore(tx), tx), TRANSACTION_LIMITS),
    close: () => db.$disconnect(),
  };
}
