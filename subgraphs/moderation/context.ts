import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { AppealLinks } from '../../runtime/signed-links/appeal-links.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ModerationCase } from './repository/cases.ts';
import type { CaseEntry, ModerationRepository } from './repository/index.ts';
import type { Report } from './repository/reports.ts';

/** What was reported, as it was then. */
export interface ReportedContent {
  readonly text: string | null;
  readonly mediaFileIds: readonly string[];
  /** What the classifier saw in a file. */
  readonly labels: readonly { readonly name: string; readonly score: number }[];
  readonly createdAt: Date;
}

/** Copies of what was reported, sealed for the database. */
export interface ContentCopies {
  seal(caseId: string, content: ReportedContent): string;
  /** @throws when it was sealed for another case, or with another secret. */
  open(caseId: string, sealed: string): ReportedContent;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ModerationContext {
  readonly caller: Caller;
  /** Null where no request is the cause. */
  readonly requestId: string | null;
  readonly now: () => Date;
  readonly ask: CallDomain;
  /** Names of all domains of the supergraph. */
  readonly domains: readonly string[];
  readonly streams: Streams;
  readonly repository: ModerationRepository;
  readonly caseLog: DurableLog<CaseEntry>;
  readonly copies: ContentCopies;
  readonly appealLinks: Pick<AppealLinks, 'read'>;
  /** Cases that the caller may see. */
  readonly cases: Pick<DataLoader<string, ModerationCase | null>, 'load' | 'clear'>;
  /** The last case about each thing in which something was decided, where the caller may see it. */
  readonly decidedCases: Pick<DataLoader<string, ModerationCase | null>, 'load'>;
  /** Reports that the caller may see. */
  readonly reports: Pick<DataLoader<string, Report | null>, 'load'>;
  /** Reports of each case, by its id; the caller is a moderator. */
  readonly reportsOfCases: PageLoader<Report>;
}

/** One event of `moderationCaseAdded`. */
export type CaseEvent = LogEvent<CaseEntry>;
