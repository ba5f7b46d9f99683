import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/auth/client.ts';
import { createAuditLog } from '../../../runtime/audit/audit-log.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAccountStore } from './accounts.ts';
import { createChallengeStore } from './challenges.ts';
import { createDataExportStore } from './data-exports.ts';
import { createErasureStore } from './erasure.ts';
import { createFactReads } from './facts.ts';
import { createIdentifierStore } from './identifiers.ts';
import { createIdentityStore } from './identities.ts';
import { createImportedAccountStore } from './imported-accounts.ts';
import { createOAuthAttemptStore } from './oauth-attempts.ts';
import { createPasskeyStore } from './passkeys.ts';
import { createSecurityEventStore } from './security-events.ts';
import { createSessionStore } from './sessions.ts';
import { createSignInWayStore } from './sign-in-ways.ts';
import { createSigningKeyStore } from './signing-keys.ts';
import { createSuspensionStore } from './suspensions.ts';
import { createTotpStore } from './totps.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type AuthStore = ReturnType<typeof createAuthStore>;

/** The store with its connections. */
export type AuthRepository = ReturnType<typeof openAuthRepository>;

const createAuthStore = (db: Prisma.TransactionClient) => ({
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
  ...createDataExportStore(db),
  ...createSecurityEventStore(db),
  ...createSigningKeyStore(db),
  ...createErasureStore(db),
  ...createFactReads(db),
  ...createImportedAccountStore(db),
  ...createOutbox(db),
  ...createAuditLog(db),
  ...createWorkQueue(db),
});

/** Opens the domain's tables; connects when first used. */
export const openAuthRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'auth',
    databaseUrl,
    log,
    poolSize: 5,
    openClient: async (options) => new (await import('../../../prisma/generated/auth/client.ts')).PrismaClient(options),
    createStore: createAuthStore,
  });
