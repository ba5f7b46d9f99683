import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ProjectsContext } from '../../context.ts';

const RESUME = `query ProposalResume($id: ID!, $ownerId: ID!) { resumeForProposal(id: $id, ownerId: $ownerId) { id } }`;
const FOUND = z.object({ resumeForProposal: z.object({ id: z.string() }).nullable() });

/**
 * Permits only a resume of the bidder's own.
 *
 * @throws a fault `UNAVAILABLE` when the resume domain cannot be asked.
 */
export async function requireResume(
  { ask }: Pick<ProjectsContext, 'ask'>,
  ownerId: string,
  resumeId: string | null | undefined,
): Promise<Result<null, NotFound>> {
  if (resumeId == null) return done(null);
  const data = await ask('resume', RESUME, { id: resumeId, ownerId }, serviceCaller('projects'));
  const { resumeForProposal } = FOUND.parse(data);
  return resumeForProposal?.id === resumeId ? done(null) : notFound('There is no such resume of yours.', 'resumeId');
}
