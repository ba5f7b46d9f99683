import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { PdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { ExportLinks } from './operations/files/export-links.ts';
import type { SchemaIssue } from './operations/imports/schema-issue.ts';
import type { Resume, ResumeLink, ResumeRepository, ResumeVisibility } from './repository/index.ts';

/** What people may do only so often. */
export type LimitedAction = 'create' | 'change' | 'search' | 'pdf';

/** Limits how often people do something. */
export interface ActionLimits {
  /** Counts one more; seconds until another is accepted when it is one too many, else null. Visitors count by address. */
  count(action: LimitedAction, viewerId: string | null, ip: string | null): Promise<number | null>;
}

/** Reads something for one request. */
export interface Loader<Row> {
  load(id: string): Promise<Row>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}

/** What resolvers and operations may use. Made for each request and each event of a subscription. */
export interface ResumeContext {
  readonly caller: Caller;
  /** Address of the client; null where it is not known. */
  readonly ip: string | null;
  readonly now: () => Date;
  readonly ask: CallDomain;
  readonly signals: Signals;
  readonly repository: ResumeRepository;
  readonly limits: ActionLimits;
  /** Whether this viewer sees the resume for the first time today. */
  readonly isFirstView: (resumeId: string, viewerId: string | null, ip: string | null) => Promise<boolean>;
  /** Resumes that the viewer may see, as they may see them. */
  readonly resumes: Loader<Resume | null>;
  /** Resumes of people that the viewer may see, of one visibility or all. */
  readonly resumesOf: Readonly<Record<ResumeVisibility | 'ALL', PageLoader<Resume>>>;
  /** How often others have seen a resume. */
  readonly viewCounts: Loader<number>;
  /** Links of a resume that work. */
  readonly links: Loader<readonly ResumeLink[]>;
  /** Whether moderators have hidden a resume. */
  readonly hiddenResumes: Loader<boolean>;
  readonly fileAccess: FileAccess;
  /** Makes tokens of links, which cannot be guessed, and what is stored of them. */
  readonly linkTokens: { create(): { readonly token: string; readonly hash: string }; hashOf(token: string): string };
  readonly exportLinks: ExportLinks;
  readonly pdf: Pick<PdfRenderer, 'render'>;
  /** The rules of JSON Resume that a document breaks. */
  readonly validateJsonResume: (document: unknown) => readonly SchemaIssue[];
  /** Changes of an own resume from now on. */
  readonly watchResume: (resumeId: string) => Promise<AsyncIterableIterator<ResumeChange>>;
  /** Where clients reach the gateway; null when the process does not know it. */
  readonly publicUrl: string | null;
}

/** One event of `resumeUpdated`. */
export interface ResumeChange {
  readonly resumeId: string;
}
