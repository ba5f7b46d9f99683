import type { MarketLoaders, ProjectsContext } from '../context.ts';
import type { MutationResolvers, ProjectResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { changeProjectStatus } from '../operations/projects/change-project-status.ts';
import { createProject } from '../operations/projects/create-project.ts';
import { deleteProject } from '../operations/projects/delete-project.ts';
import { inviteToProject } from '../operations/projects/invite-to-project.ts';
import {
  listInvitedProjects,
  listProjects,
  listSavedProjects,
  searchProjects,
} from '../operations/projects/list-projects.ts';
import { nextStates } from '../operations/projects/project-states.ts';
import { saveProject, unsaveProject } from '../operations/projects/save-project.ts';
import { updateProject } from '../operations/projects/update-project.ts';
import { listReceivedProposals } from '../operations/proposals/list-proposals.ts';
import { goneOf, readAgain } from './payload.ts';

type Queries = 'project' | 'projects' | 'searchProjects' | 'savedProjects' | 'invitedProjects';

export const projectQueries: Pick<QueryResolvers, Queries> = {
  project: (_, { id }, { projects }) => projects.load(id),
  projects: (_, { filter, sort, ...page }, context) => listProjects(context, filter, sort, page),
  searchProjects: (_, { query, filter, ...page }, context) => searchProjects(context, query, filter, page),
  savedProjects: (_, page, context) => listSavedProjects(context, page),
  invitedProjects: (_, page, context) => listInvitedProjects(context, page),
};

type Mutations =
  | 'createProject'
  | 'updateProject'
  | 'deleteProject'
  | 'changeProjectStatus'
  | 'saveProject'
  | 'unsaveProject'
  | 'inviteToProject';

export const projectMutations: Pick<MutationResolvers, Mutations> = {
  async createProject(_, { input }, context) {
    const { isReplay, ...result } = await createProject(context, input);
    const id = result.ok ? { ok: true as const, value: result.value.projectId } : result;
    return { ...(await readAgain('project', context.projects, id)), isReplay };
  },
  async updateProject(_, { input }, context) {
    const result = await updateProject(context, input);
    if (result.ok) context.files.clear(result.value);
    return readAgain('project', context.projects, result);
  },
  deleteProject: async (_, { input }, context) => goneOf('projectId', await deleteProject(context, input)),
  changeProjectStatus: async (_, { input }, context) =>
    readAgain('project', context.projects, await changeProjectStatus(context, input)),
  saveProject: async (_, { input }, context) =>
    readAgain('project', context.projects, await saveProject(context, input)),
  unsaveProject: async (_, { input }, context) =>
    readAgain('project', context.projects, await unsaveProject(context, input)),
  inviteToProject: async (_, { input }, context) =>
    readAgain('project', context.projects, await inviteToProject(context, input)),
};

type ShownFile = Awaited<ReturnType<MarketLoaders['files']['load']>>[number];

const toPerson = (id: string | null) => (id === null ? null : { id });

/** Files with what lets the viewer read them; what everybody may see is the same for all. */
export const withAccess =
  ({ caller: { viewerId }, fileAccess, now }: Pick<ProjectsContext, 'caller' | 'fileAccess' | 'now'>) =>
  ({ fileId, grantId, isOpen }: ShownFile) => {
    // Access without a viewer is for everybody: who is none gets it only for what everybody may see.
    const isFor = isOpen || viewerId !== null;
    return {
      id: fileId,
      access: isFor ? fileAccess.mint({ fileId, viewerId: isOpen ? null : viewerId, grantId }, now()) : '',
    };
  };

const project: ProjectResolvers = {
  __resolveReference: ({ id }, { projects }) => projects.load(id),
  budget: ({ budgetKind, budgetMin, budgetMax, currency }) => ({
    kind: budgetKind,
    min: budgetMin === null ? null : { amount: budgetMin, currency },
    max: budgetMax === null ? null : { amount: budgetMax, currency },
    currency,
  }),
  category: ({ categoryId }) => toPerson(categoryId),
  async nextStates(row, _, { caller, contractsOfProjects }) {
    if (row.clientId !== caller.viewerId || row.status !== 'IN_PROGRESS')
      return nextStates(row, caller.viewerId, false);
    const contract = await contractsOfProjects.load(row.id);
    const isRunning = contract !== null && contract.state !== 'COMPLETED' && contract.state !== 'CANCELLED';
    return nextStates(row, caller.viewerId, isRunning);
  },
  client: ({ clientId }) => toPerson(clientId),
  attachments: async ({ id }, _, context) => (await context.files.load(id)).map(withAccess(context)),
  // Of a project for invited people it would say whether others of them have bid.
  proposalCount: ({ clientId, visibility, proposalCount }, _, { caller }) =>
    visibility === 'PUBLIC' || (clientId !== null && clientId === caller.viewerId) ? proposalCount : null,
  async proposals(row, { state = null, ...page }, context) {
    await context.proposalPosition.beforeList();
    return listReceivedProposals(context, row, state, page);
  },
  viewerProposal: ({ id }, _, { caller, ownProposals }) => (caller.viewerId === null ? null : ownProposals.load(id)),
  questions: ({ id }, page, { questionsOfProjects }) => questionsOfProjects.load(id, page),
  invitations: ({ id, clientId }, page, { caller, invitationsOfProjects }) =>
    caller.viewerId === null || clientId !== caller.viewerId ? null : invitationsOfProjects.load(id, page),
  contract: ({ id }, _, { caller, contractsOfProjects }) =>
    caller.viewerId === null ? null : contractsOfProjects.load(id),
  isSaved: async ({ id }, _, { caller, projectViewers }) =>
    caller.viewerId === null ? false : (await projectViewers.load(id))?.isSaved === true,
  isInvited: async ({ id }, _, { caller, projectViewers }) =>
    caller.viewerId === null ? false : (await projectViewers.load(id))?.isInvited === true,
  // Others than its client do not see a hidden project at all.
  isHiddenByModerators: ({ id, clientId }, _, { caller, hiddenContent }) =>
    clientId !== null && clientId === caller.viewerId ? hiddenContent.load(id) : false,
  async cursor({ id }, _, { streams, repository, projectPositions }) {
    return streams.cursor(repository.projectLog, id, await projectPositions.load(id));
  },
};

export const projectEntities: Pick<Resolvers, 'Project' | 'ProjectInvitation'> = {
  Project: project,
  ProjectInvitation: { user: ({ userId }) => ({ id: userId }) },
};
