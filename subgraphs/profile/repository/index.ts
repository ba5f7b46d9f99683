import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/profile/client.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createFactStore } from './facts.ts';
import { createImportedProfileStore } from './imported-profiles.ts';
import { createModeratedProfiles } from './moderated-profiles.ts';
import { createNicknameStore } from './nickname.ts';
import { createPhotoStore } from './photo.ts';
import { createProfileStore } from './profile.ts';
import { createSearchStore } from './search.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createProfileStore(db),
  ...createPhotoStore(db),
  ...createNicknameStore(db),
  ...createSearchStore(db),
  ...createFactStore(db),
  ...createImportedProfileStore(db),
  ...createModeratedProfiles(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
});

/** What the domain stores and finds, inside a transaction or outside. */
export type ProfileStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ProfileRepository = ReturnType<typeof openProfileRepository>;

/** Opens the domain's tables; connects when first used. */
export const openProfileRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'profile',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/profile/client.ts')).PrismaClient(options),
    createStore,
  });
