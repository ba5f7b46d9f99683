import type { Logger } from 'pino';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createChangeLog } from './changes.ts';
import type { Client } from './client.ts';
import { createErasure } from './erasure.ts';
import { createFactReads } from './facts.ts';
import { createImportedTies } from './imported-ties.ts';
import { createKnownPeople } from './known-people.ts';
import { createPeopleReads } from './people.ts';
import { friendsData } from './personal-data.ts';
import { createRelationships } from './relationships.ts';
import { createRequestReads } from './requests.ts';
import { createSuggestions } from './suggestions.ts';

/** What the domain stores and finds, inside a transaction or out of one. */
export type FriendsStore = ReturnType<typeof createFriendsStore>;

/** The domain's store with its connections. */
export type FriendsRepository = ReturnType<typeof openFriendsRepository>;

const createFriendsStore = (db: Client) => ({
  ...createRelationships(db),
  ...createRequestReads(db),
  ...createPeopleReads(db),
  ...createSuggestions(db),
  ...createChangeLog(db),
  ...createKnownPeople(db),
  ...createErasure(db),
  ...createFactReads(db),
  ...createImportedTies(db),
  /** Reads a person's data for their export only. */
  personalData: friendsData(db),
  ...createOutbox(db),
});

/** Opens the domain's tables; connects when first used. */
export const openFriendsRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'friends',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/friends/client.ts')).PrismaClient(options),
    createStore: createFriendsStore,
  });
