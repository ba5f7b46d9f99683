import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import { createLoader } from '../../../runtime/database/loader.ts';
import { createPageLoader } from '../../../runtime/database/page-loader.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { MarketLoaders } from '../context.ts';
import type {
  Project,
  ProjectInvitation,
  ProjectQuestion,
  ProjectsRepository,
  Proposal,
  ProposalState,
} from '../repository/index.ts';
import { perChoice } from './per-choice.ts';

const PROJECTS = createPaging({
  name: 'client-projects',
  key: [cursorPart.id('prj')],
  keyOf: ({ id }: Project) => [id],
});
const PROPOSALS = createPaging({ name: 'proposals', key: [cursorPart.id('prp')], keyOf: ({ id }: Proposal) => [id] });
const SENT = createPaging({ name: 'sent-proposals', key: [cursorPart.id('prp')], keyOf: ({ id }: Proposal) => [id] });
const QUESTIONS = createPaging({
  name: 'questions',
  key: [cursorPart.id('pqn')],
  keyOf: ({ id }: ProjectQuestion) => [id],
});
const INVITATIONS = createPaging({
  name: 'invitations',
  key: [cursorPart.instant, cursorPart.id('usr')],
  keyOf: ({ invitedAt, userId }: ProjectInvitation) => [invitedAt.toISOString(), userId],
});

/** The loaders of projects and proposals of one answer, scoped to its viewer; a visitor's id is empty. */
export function marketLoaders(repository: ProjectsRepository, viewerKey: string): MarketLoaders {
  return {
    projects: createLoader((ids) => repository.visibleProjects(viewerKey, ids)),
    projectViewers: createLoader((ids) => repository.projectViewers(viewerKey, ids)),
    proposals: createLoader((ids) => repository.visibleProposals(viewerKey, ids)),
    ownProposals: createLoader((ids) => repository.ownProposals(viewerKey, ids)),
    sentProposals: createPageLoader(SENT, repository.pagesOfFreelancers),
    proposalsOfProjects: perChoice((states: readonly ProposalState[]) =>
      createPageLoader(PROPOSALS, (request) => repository.pagesOfProjects(viewerKey, states, request)),
    ),
    questions: createLoader((ids) => repository.visibleQuestions(viewerKey, ids)),
    questionsOfProjects: createPageLoader(QUESTIONS, (request) => repository.questionPages(viewerKey, request)),
    invitationsOfProjects: createPageLoader(INVITATIONS, (request) => repository.invitationPages(viewerKey, request)),
    projectsOfClients: createPageLoader(PROJECTS, (request) => repository.pagesOfClients(viewerKey, request)),
    alerts: createLoader((ids) => repository.ownAlerts(viewerKey, ids)),
    files: createCompleteLoader(repository.filesOf),
    hiddenContent: createCompleteLoader(repository.hiddenByModerators),
    clientRatings: createLoader((ids) => repository.ratings('CLIENT', ids)),
    freelancerRatings: createLoader((ids) => repository.ratings('FREELANCER', ids)),
    projectPositions: createCompleteLoader(async (ids) => {
      const { sequences } = await repository.projectLog.heads(ids);
      return ids.map((id) => sequences.get(id) ?? 0);
    }),
  };
}
