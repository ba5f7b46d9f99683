import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createCandidateStore } from './candidates.ts';
import { createCardStore } from './cards.ts';
import { createDecisionStore } from './decisions.ts';
import { createFactStore } from './facts.ts';
import { createMatchLogs } from './match-logs.ts';
import { createMatchStore } from './matches.ts';
import { createOwnChangeStore } from './own-changes.ts';
import { createPairStore } from './pairs.ts';
import { createPeopleStore } from './people.ts';
import { discoveryData } from './personal-data.ts';
import { createPickStore } from './picks.ts';
import { createQuotaStore } from './quotas.ts';
import { createReceivedLikeReads } from './received-likes.ts';
import { createReportedContent } from './reported-content.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createFactStore(db),
  ...createCandidateStore(db),
  ...createCardStore(db),
  ...createPeopleStore(db),
  ...createOwnChangeStore(db),
  ...createPairStore(db),
  ...createDecisionStore(db),
  ...createQuotaStore(db),
  ...createMatchStore(db),
  ...createMatchLogs(db),
  ...createReceivedLikeReads(db),
  ...createPickStore(db),
  ...createReportedContent(db),
  ...createLogStore(db),
  ...createOutbox(db),
  /** Reads a person's data for their export only. */
  personalData: discoveryData(db),
});

export type { CandidateQuery } from './candidate-filters.ts';
export type { RankedPerson } from './candidates.ts';
export type { DiscoveryCandidate, PersonCard } from './cards.ts';
export type { DiscoveryDecision, DiscoveryLike } from './decisions.ts';
export type { BirthDateFact, ProfileFact } from './facts.ts';
export type { LikeEntry, MatchEntry } from './match-logs.ts';
export type { Match, MatchedPair } from './matches.ts';
export type { ShownChanges } from './own-changes.ts';
export type { DecisionKind, Relationship } from './pairs.ts';
export type { DiscoveryProfile } from './people.ts';
export type { DailyPick, StoredPick } from './picks.ts';
export type { Dealbreaker, DiscoveryPreferences, Intent } from './preferences.ts';
export type { DiscoveryPrompt } from './prompts.ts';
export type { LikesReceived, ReceivedLike } from './received-likes.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type DiscoveryStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type DiscoveryRepository = ReturnType<typeof openDiscoveryRepository>;

/** Opens the domain's tables; connects when first used. */
export const openDiscoveryRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'discovery',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/discovery/client.ts')).PrismaClient(options),
    createStore,
  });
