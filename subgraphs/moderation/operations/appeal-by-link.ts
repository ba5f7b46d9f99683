import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { AppealLink } from '../../../runtime/signed-links/appeal-links.ts';
import type { ModerationContext } from '../context.ts';
import type { ModerationCase } from '../repository/cases.ts';
import { type AppealNeeds, appealDecision } from './appeal-decision.ts';

/**
 * What a link leads to. `OPEN`: the suspension can be appealed; `SENT`: it was now; `APPEALED`: it was before; `CLOSED`: the
 * appeal is decided; `GONE`: there is no such suspension of this person any more.
 */
export type LinkedAppeal = { readonly locale: string } & (
  | { readonly state: 'OPEN'; readonly reason: string; readonly problem: string | null; readonly text: string }
  | { readonly state: 'SENT' | 'APPEALED' | 'CLOSED' | 'EXPIRED' | 'GONE' | 'INVALID' }
);

interface ReadingNeeds extends Pick<ModerationContext, 'now' | 'appealLinks'> {
  readonly repository: Pick<ModerationContext['repository'], 'cases'>;
}

/** Reads what a link leads to, and changes nothing. */
export const readAppealLink = async (needs: ReadingNeeds, token: string | null): Promise<LinkedAppeal> =>
  (await readLink(needs, token)).appeal;

/** Appeals the suspension of a link as whom it was sent to, by the rules of `appealDecision`. */
export async function appealByLink(
  needs: ReadingNeeds & Omit<AppealNeeds, 'caller'>,
  token: string | null,
  text: string,
): Promise<LinkedAppeal> {
  const { link, appeal } = await readLink(needs, token);
  if (link === null || appeal.state !== 'OPEN') return appeal;
  const { locale, userId, caseId } = link;
  const appealed = await appealDecision({ ...needs, caller: { ...ANONYMOUS, viewerId: userId } }, { caseId, text });
  if (appealed.ok) return { locale, state: 'SENT' };
  const { __typename, message } = appealed.refusal;
  if (__typename === 'InvalidInput') return { ...appeal, problem: message, text };
  // It was decided, appealed or erased since it was read.
  return { locale, state: __typename === 'InvalidState' ? 'APPEALED' : 'GONE' };
}

const FALLBACK_LOCALE = 'en';

async function readLink(
  { appealLinks, repository, now }: ReadingNeeds,
  token: string | null,
): Promise<{ readonly link: AppealLink | null; readonly appeal: LinkedAppeal }> {
  const link = token === null ? null : appealLinks.read(token);
  if (link === null) return { link, appeal: { locale: FALLBACK_LOCALE, state: 'INVALID' } };
  const { locale, caseId, userId, expiresAt } = link;
  if (expiresAt <= now()) return { link, appeal: { locale, state: 'EXPIRED' } };
  const [found = null] = await repository.cases([caseId]);
  return { link, appeal: { locale, ...stateOf(found, userId) } };
}

function stateOf(found: ModerationCase | null, userId: string) {
  if (found === null || found.ownerId !== userId || found.decision !== 'SUSPEND') return { state: 'GONE' } as const;
  if (found.state === 'DECIDED') return { state: 'OPEN', reason: found.reason ?? '', problem: null, text: '' } as const;
  return { state: found.state === 'APPEALED' ? 'APPEALED' : 'CLOSED' } as const;
}
