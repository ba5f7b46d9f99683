import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ResumeContext } from '../../context.ts';
import type { ResumeLink } from '../../repository/index.ts';
import { noSuchResume } from '../shared/refusals.ts';
import { signalChange } from '../shared/signal-change.ts';
import { storeChange } from '../shared/store-change.ts';

/** Maximum number of links of a resume that work. */
const MAX_LINKS = 10;
const MAX_LIFETIME_MS = 2 * 366 * 24 * 60 * 60 * 1_000;

const INPUT = z.object({ resumeId: z.string(), expiresAt: z.date().nullish() });

/** The refusal of another link of a resume that has as many as it may have. */
type LinkLimit = RefusalOf<'LinkLimit'> & { readonly limit: number };

type Needs = Pick<ResumeContext, 'caller' | 'now' | 'repository' | 'signals' | 'linkTokens'>;

/**
 * Makes an address of an own resume that works without signing in. Only a hash of its token is stored, so it is known now and
 * never again. A private resume gets the visibility LINK: else the link would show nothing.
 */
export async function createResumeLink(
  context: Needs,
  raw: z.input<typeof INPUT>,
): Promise<Result<ResumeLink, InvalidInput | NotFound | LinkLimit>> {
  const ownerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { resumeId, expiresAt = null } = parsed.value;
  const createdAt = context.now();
  const lifetime = (expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - createdAt.getTime();
  if (lifetime <= 0 || (expiresAt !== null && lifetime > MAX_LIFETIME_MS))
    return refuse({
      __typename: 'InvalidInput',
      message: 'A link stops working within two years, and not in the past.',
      path: ['input', 'expiresAt'],
    });
  const { token, hash } = context.linkTokens.create();
  const link = { id: newId('rsl', createdAt), resumeId, createdAt, expiresAt };
  const result = await context.repository.transaction(async (store) => {
    const resume = await store.lockResume(ownerId, resumeId);
    if (resume === null) return noSuchResume();
    const [links = []] = await store.linksOf([resumeId], createdAt);
    if (links.length >= MAX_LINKS)
      return refuse<LinkLimit>({
        __typename: 'LinkLimit',
        message: `A resume has at most ${MAX_LINKS} links. Revoke one first.`,
        path: ['input', 'resumeId'],
        limit: MAX_LINKS,
      });
    await store.insertLink(link, hash);
    // The visibility is no part of the versions: it stays when an earlier one is restored.
    if (resume.visibility === 'PRIVATE') await storeChange(store, resume, { ...resume, visibility: 'LINK' });
    return done(link);
  });
  if (!result.ok) return result;
  await signalChange(context, resumeId);
  return done({ ...link, token });
}
