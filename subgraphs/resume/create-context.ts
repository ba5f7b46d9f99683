import { createCompleteLoader } from '../../runtime/database/complete-loader.ts';
import { createLoader } from '../../runtime/database/loader.ts';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import type { PdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { createActionLimits, createFirstViews } from './adapters/action-limits.ts';
import { createJsonResumeValidator } from './adapters/json-resume-validator.ts';
import { createLinkTokens } from './adapters/link-tokens.ts';
import { watchResume } from './adapters/watch-resume.ts';
import type { ResumeContext } from './context.ts';
import { resumeTopic } from './events.ts';
import { shownTo } from './operations/content/shown-to.ts';
import { createExportLinks } from './operations/files/export-links.ts';
import { findVisibleResumes } from './operations/resumes/find-visible-resumes.ts';
import { resumePaging } from './operations/resumes/list-resumes.ts';
import { VIEWS } from './operations/resumes/view-resume.ts';
import type { ResumeRepository, ResumeVisibility } from './repository/index.ts';
import type { ResumeSettings } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'redis' | 'now' | 'ask'>;
  readonly repository: ResumeRepository;
  readonly settings: ResumeSettings;
  readonly pdf: PdfRenderer;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host, repository, settings, pdf }: ContextParts) {
  const { signals, redis, now, ask } = host;
  const shared = {
    ...{ signals, now, ask, repository, pdf, publicUrl: settings.publicUrl },
    fileAccess: createFileAccess(settings.linkSecrets),
    exportLinks: createExportLinks(settings.linkSecrets),
    limits: createActionLimits(redis),
    isFirstView: createFirstViews(redis),
    linkTokens: createLinkTokens(),
    validateJsonResume: createJsonResumeValidator(),
  };
  const listen = (resumeId: string, onSignal: () => void) => signals.on(resumeTopic(resumeId), onSignal);
  return (caller: Caller, { client }: Pick<GraphQLRequest, 'client'>): ResumeContext => {
    const viewerKey = caller.viewerId ?? '';
    const pagesOf = (visibility: ResumeVisibility | null) =>
      createPageLoader(resumePaging, async (request) => {
        const pages = await repository.resumesOf(viewerKey, visibility, request);
        return pages.map((page) => page.map((resume) => shownTo(resume, caller.viewerId)));
      });
    const readOwn = async (resumeId: string) => {
      const resume = await repository.storedResume(resumeId);
      return resume?.ownerId === caller.viewerId ? resume : null;
    };
    return {
      ...shared,
      caller,
      ip: client?.ip ?? null,
      resumes: createLoader((ids) => findVisibleResumes({ ask, caller, repository }, ids)),
      resumesOf: {
        ...{ ALL: pagesOf(null), PRIVATE: pagesOf('PRIVATE'), LINK: pagesOf('LINK'), PUBLIC: pagesOf('PUBLIC') },
      },
      viewCounts: createCompleteLoader((ids) => repository.readCounters(VIEWS, ids)),
      links: createCompleteLoader((ids) => repository.linksOf(ids, now())),
      hiddenResumes: createCompleteLoader((ids) => repository.areHidden(ids)),
      watchResume: (resumeId) => watchResume({ listen, read: readOwn }, resumeId),
    };
  };
}
