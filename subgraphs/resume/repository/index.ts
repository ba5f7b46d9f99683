import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/resume/client.ts';
import { createCounterStore } from '../../../runtime/counters/counter-store.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createErasureStore } from './erasure.ts';
import { resumeData } from './personal-data.ts';
import { createLinkStore } from './resume-links.ts';
import { createResumeReads } from './resume-reads.ts';
import { createVersionStore } from './resume-versions.ts';
import { createResumeWrites } from './resume-writes.ts';
import { createResumeSearch } from './search-resumes.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createResumeReads(db),
  ...createResumeWrites(db),
  ...createVersionStore(db),
  ...createLinkStore(db),
  ...createResumeSearch(db),
  ...createErasureStore(db),
  ...createCounterStore(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
  personalData: resumeData(db),
});

export type { Resume, ResumeVisibility } from './resume.ts';
export type { ResumeLink } from './resume-links.ts';
export type { FoundResume, ResumeKey } from './resume-reads.ts';
export type { ResumeVersion } from './resume-versions.ts';
export type { SearchFacts } from './resume-writes.ts';
export type { PublishedKey, ResumeSearch } from './search-resumes.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type ResumeStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type ResumeRepository = ReturnType<typeof openResumeRepository>;

/** Opens the domain's tables; connects when first used. */
export const openResumeRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'resume',
    databaseUrl,
    log,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/resume/client.ts')).PrismaClient(options),
    createStore,
  });
