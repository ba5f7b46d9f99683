import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { announceProjects } from '../projects/announce-projects.ts';
import { shareFiles } from '../shared/file-uses.ts';
import { type InvalidState, invalidState, type NotPermitted } from '../shared/refusals.ts';
import { findSentProposal, noProposal, WAITING } from './proposal-access.ts';

const INPUT = z.object({ proposalId: z.string().max(100) });

type Refusal = InvalidInput | NotFound | NotPermitted | InvalidState;

type Needs = Pick<ProjectsContext, 'caller' | 'now' | 'proposals' | 'repository' | 'signals' | 'streams'>;

/** Withdraws a proposal of the viewer that waits for a decision, and returns its id. */
export async function withdrawProposal(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { proposalId } = parsed.value;
  const own = await findSentProposal(context, viewerId, proposalId);
  if (!own.ok) return own;
  const { projectId } = own.value;
  const at = context.now();
  const result = await context.repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    // The project first: all that changes proposals locks in this order.
    const project = await store.lockProject(projectId);
    const proposal = await store.lockProposal(proposalId);
    if (project === null || proposal === null) return noProposal();
    if (!WAITING.includes(proposal.state))
      return invalidState(
        'Only a proposal that waits for a decision can be withdrawn.',
        proposal.state,
        WAITING,
        'proposalId',
      );
    await store.setProposalState(proposalId, 'WITHDRAWN', null, at);
    await store.logProjects([projectId], at);
    await shareFiles(store, proposalId, { userId: project.clientId, isShared: false }, at);
    return done(proposalId);
  });
  if (!result.ok) return result;
  context.proposals.clear(proposalId);
  await announceProjects(context, [projectId]);
  return result;
}
