import { z } from 'zod';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, notFound, parseInput, text } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { ModerationContext } from '../context.ts';
import { appealDecided, contentRestored, personRestored } from '../events.ts';
import type { ModerationCase } from '../repository/cases.ts';
import type { ModerationStore } from '../repository/index.ts';
import { type HandlingRefusal, lockCase } from './lock-case.ts';

const INPUT = z.object({
  caseId: z.string().max(100),
  outcome: z.enum(['UPHELD', 'OVERTURNED']),
  reason: text('A reason', { max: 500 }),
});

const OTHERS = 'query ($userId: ID!) { hasOtherModerator(userId: $userId) }';

interface Needs extends Pick<ModerationContext, 'caller' | 'requestId' | 'now' | 'ask'> {
  readonly cases: Pick<ModerationContext['cases'], 'load'>;
  readonly repository: Pick<ModerationContext['repository'], 'transaction'>;
}

/**
 * Decides an appeal, publishes what is taken back and records it in the audit log, in one transaction. Whoever has made the
 * decision may do so only where there is no other moderator.
 *
 * @throws a fault `UNAVAILABLE` when auth cannot say whether there is one.
 */
export async function decideAppeal(
  context: Needs,
  raw: unknown,
): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput | RefusalOf<'NotPermitted'>>> {
  const { caller, now, repository } = context;
  const moderatorId = requireModerator(caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { caseId, outcome, reason } = input.value;
  const seen = await context.cases.load(caseId);
  if (seen === null) return notFound('There is no such case.', 'caseId');
  // Asked before the case is locked: a decision is made once, so who made it does not change.
  const isBarred = seen.decidedBy === moderatorId && (await hasOtherModerator(context, moderatorId));
  const at = now();
  return repository.transaction(
    async (store): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput | RefusalOf<'NotPermitted'>>> => {
      const locked = await lockCase(store, caseId, { moderatorId, allowed: ['APPEALED'], at });
      if (!locked.ok) return locked;
      if (isBarred) return ownDecision;
      const decided = await store.decideAppeal(caseId, { outcome, reason, decidedBy: moderatorId, decidedAt: at });
      if (outcome === 'OVERTURNED') await publishReversal(store, decided, at);
      const { ownerId, subjectId } = decided;
      await store.announce(appealDecided, { caseId, outcome, ownerId, reason, at: at.toISOString() }, at);
      const audited = { action: 'decideAppeal', subjectId, reason, before: { state: 'APPEALED' }, after: { outcome } };
      await store.recordAudit(context, { ...audited, scope: moderatorScope(caller) });
      return done(decided);
    },
  );
}

async function hasOtherModerator({ ask }: Pick<Needs, 'ask'>, userId: string): Promise<boolean> {
  const answer = await ask('auth', OTHERS, { userId }, serviceCaller('moderation'));
  return answer['hasOtherModerator'] === true;
}

/** Publishes that a decision does not hold any more. What was removed is gone for good. */
async function publishReversal(
  store: Pick<ModerationStore, 'announce'>,
  { id: caseId, subjectId, kind, ownerId, decision }: ModerationCase,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  if (decision === 'HIDE' || decision === 'REMOVE')
    return store.announce(contentRestored, { subjectId, kind, ownerId, at }, now);
  if (decision === 'SUSPEND' && ownerId !== null)
    await store.announce(personRestored, { userId: ownerId, caseId, at }, now);
}

const ownDecision = refuse<RefusalOf<'NotPermitted'>>({
  __typename: 'NotPermitted',
  message: 'Another moderator has to decide an appeal against your decision.',
  path: ['input', 'caseId'],
});
