import { z } from 'zod';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationCase } from '../repository/cases.ts';
import { type HandlingRefusal, lockCase } from './lock-case.ts';

/** How long a moderator has a case; claiming it again begins anew. */
export const CLAIM_TTL_MS = 15 * 60 * 1_000;

const INPUT = z.object({ caseId: z.string().max(100) });

interface Needs extends Pick<ModerationContext, 'caller' | 'requestId' | 'now'> {
  readonly repository: Pick<ModerationContext['repository'], 'transaction'>;
}

/** Takes a case that waits for a decision, so that no other moderator decides it meanwhile. */
export async function claimCase(
  context: Needs,
  raw: unknown,
): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput>> {
  const { caller, now, repository } = context;
  const moderatorId = requireModerator(caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const at = now();
  return repository.transaction(async (store): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput>> => {
    const locked = await lockCase(store, input.value.caseId, { moderatorId, allowed: ['OPEN', 'APPEALED'], at });
    if (!locked.ok) return locked;
    const { id, subjectId, claimedBy } = locked.value;
    const claimed = await store.claimCase(id, moderatorId, new Date(at.getTime() + CLAIM_TTL_MS));
    const audited = { action: 'claimCase', subjectId, before: { claimedBy }, after: { claimedBy: moderatorId } };
    await store.recordAudit(context, { ...audited, scope: moderatorScope(caller) });
    return done(claimed);
  });
}
