import { z } from 'zod';
import { newId } from '../../../runtime/operations/ids.ts';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, parseInput, text } from '../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationCase } from '../repository/cases.ts';
import { type HandlingRefusal, lockCase } from './lock-case.ts';
import { publishDecision } from './publish-decision.ts';

const MAX_REASON_LENGTH = 500;

const inputRules = (now: Date) =>
  z
    .object({
      caseId: z.string().max(100),
      decision: z.enum(['NONE', 'HIDE', 'REMOVE', 'WARN', 'SUSPEND']),
      reason: text('A reason', { max: MAX_REASON_LENGTH }),
      until: z
        .date()
        .refine((instant) => instant > now, 'The end of a suspension must be in the future.')
        .nullish(),
    })
    .refine(({ decision, until }) => until == null || decision === 'SUSPEND', {
      message: 'Only a suspension has an end.',
      path: ['until'],
    });

type Input = z.infer<ReturnType<typeof inputRules>>;

interface Needs extends Pick<ModerationContext, 'caller' | 'requestId' | 'now'> {
  readonly repository: Pick<ModerationContext['repository'], 'transaction'>;
}

/** Decides an open case, publishes the decision and records it in the audit log, in one transaction. */
export async function decideCase(
  context: Needs,
  raw: unknown,
): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput>> {
  const { caller, now, repository } = context;
  const moderatorId = requireModerator(caller);
  const at = now();
  const input = parseInput(inputRules(at), raw);
  if (!input.ok) return input;
  const { caseId, decision, reason, until = null } = input.value;
  return repository.transaction(async (store): Promise<Result<ModerationCase, HandlingRefusal | InvalidInput>> => {
    const locked = await lockCase(store, caseId, { moderatorId, allowed: ['OPEN'], at });
    if (!locked.ok) return locked;
    const unfit = findUnfit(locked.value, decision);
    if (unfit !== null) return unfit;
    const draft = { decisionId: newId('dec', at), decision, reason, until, decidedBy: moderatorId, decidedAt: at };
    const decided = await store.decideCase(caseId, draft);
    await publishDecision(store, { ...decided, decision, reason, decidedAt: at });
    const audited = { action: 'decideCase', subjectId: decided.subjectId, reason, after: { decision, until } };
    await store.recordAudit(context, { ...audited, scope: moderatorScope(caller), before: { state: 'OPEN' } });
    return done(decided);
  });
}

/** The refusal of a decision that makes no sense for what the case is about; null when it does. */
function findUnfit({ kind, ownerId }: ModerationCase, decision: Input['decision']) {
  const isAboutContent = decision === 'HIDE' || decision === 'REMOVE';
  if (isAboutContent && kind === 'PERSON') return unfit('A person can be warned or suspended, not hidden or removed.');
  const isAboutPerson = decision === 'WARN' || decision === 'SUSPEND';
  if (isAboutPerson && ownerId === null) return unfit('Its owner has deleted their account.');
  return null;
}

const unfit = (message: string) =>
  refuse<InvalidInput>({ __typename: 'InvalidInput', message, path: ['input', 'decision'] });
