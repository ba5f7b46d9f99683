import { createPdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { ResumeContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { eraseUser } from './operations/resumes/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { openResumeRepository, type ResumeStore } from './repository/index.ts';
import { resolvers } from './resolvers.ts';
import { routes } from './routes.ts';
import { type ResumeSettings, settings } from './settings.ts';
import { snapshotOfResumes } from './snapshot.ts';

/** What people write of their work and education, and the files that are made of it. */
export default defineSubgraph<ResumeContext, ResumeStore, ResumeSettings>({
  name: 'resume',
  ids: { res: 'Resume', rsl: 'ResumeLink' },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  routes,
  settings,
  open(host, values) {
    const repository = openResumeRepository(host.databaseUrl, host.log);
    const pdf = createPdfRenderer();
    return {
      database: repository,
      createContext: contextsOf({ host, repository, settings: values, pdf }),
      ...{ personalData: repository.personalData, moderationSources: moderationSourcesOf(repository) },
      ...{ work: workOf(host), jobs: jobsOf(repository), reactions: reactionsOf(host) },
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      snapshot: snapshotOfResumes(repository),
      close: () => pdf.close(),
    };
  },
});
