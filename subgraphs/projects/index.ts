import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import { createDisputeAlarm } from './adapters/dispute-alarm.ts';
import type { ProjectsContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { jobsOf, workOf } from './jobs.ts';
import { moderationSourcesOf } from './moderation-sources.ts';
import { findContractObstacles } from './operations/contracts/find-contract-obstacles.ts';
import { eraseUser } from './operations/people/erase-user.ts';
import { reactionsOf } from './reactions/index.ts';
import { openProjectsRepository, type ProjectsStore } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { type ProjectsSecrets, settings } from './settings.ts';
import { snapshotOfProjects } from './snapshot.ts';

/** Work that people offer and bid for, and the contracts that come of it. */
export default defineSubgraph<ProjectsContext, ProjectsStore, ProjectsSecrets>({
  name: 'projects',
  ids: {
    ...{ prj: 'Project', prp: 'Proposal', pqn: 'ProjectQuestion', pal: 'ProjectAlert' },
    ...{ ctr: 'Contract', mst: 'Milestone', cds: 'ContractDispute', crv: 'ContractReview' },
  },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  settings,
  open(host, values) {
    const repository = openProjectsRepository(host.databaseUrl, host.log);
    return {
      database: repository,
      createContext: contextsOf({ host, repository, settings: values }),
      ...{
        work: workOf({ ...host, repository, settings: values }),
        jobs: jobsOf({ ...host, repository, settings: values, reportDisputes: createDisputeAlarm(host) }),
      },
      reactions: reactionsOf(host),
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      ...{ snapshot: snapshotOfProjects(repository), moderationSources: moderationSourcesOf(repository) },
      deletionObstacles: (userId) => findContractObstacles(repository, userId),
    };
  },
});
