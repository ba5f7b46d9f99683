import { z } from 'zod';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationCase } from '../repository/cases.ts';
import { type AnnouncingNeeds, announceWaiting } from './announce-waiting.ts';
import { type InvalidState, invalidState } from './lock-case.ts';
import { mayReadCase } from './may-read.ts';

/** Longest text of an appeal, in characters. */
export const MAX_APPEAL_LENGTH = 2_000;

const INPUT = z.object({ caseId: z.string().max(100), text: text('An appeal', { max: MAX_APPEAL_LENGTH }) });

export interface AppealNeeds extends AnnouncingNeeds, Pick<ModerationContext, 'caller' | 'now'> {
  readonly repository: Pick<ModerationContext['repository'], 'transaction'>;
}

/** Puts a decided case before the moderators again, once, for whom it concerns. Others are refused as if there were none. */
export async function appealDecision(
  needs: AppealNeeds,
  raw: unknown,
): Promise<Result<ModerationCase, InvalidInput | NotFound | InvalidState>> {
  const { caller, now, repository } = needs;
  const viewerId = viewerOf(caller);
  const input = parseInput(INPUT, raw);
  if (!input.ok) return input;
  const { caseId, text: words } = input.value;
  const at = now();
  const outcome = await repository.transaction(
    async (store): Promise<Result<ModerationCase, InvalidInput | NotFound | InvalidState>> => {
      const found = await store.lockCase(caseId);
      if (found === null || found.ownerId !== viewerId || !mayReadCase(caller, found))
        return notFound('There is no such case.', 'caseId');
      if (found.state !== 'DECIDED')
        return invalidState('You have appealed this decision before.', found.state, ['DECIDED']);
      const appealed = await store.appealCase(caseId, words, at);
      await store.logCase(caseId, at);
      return done(appealed);
    },
  );
  if (outcome.ok) await announceWaiting(needs);
  return outcome;
}
