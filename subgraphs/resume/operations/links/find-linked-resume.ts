import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import { shownTo } from '../content/shown-to.ts';

/** Tokens are 43 characters of base64url: nothing is looked up for others. */
const TOKEN = /^[\w-]{43}$/;

type Needs = Pick<ResumeContext, 'caller' | 'now' | 'repository' | 'linkTokens'>;

/** The resume that a link shows, as the caller may see it; null when the link does not work, or it is withheld from them. */
export async function findLinkedResume(
  { caller: { viewerId }, now, repository, linkTokens }: Needs,
  token: string,
): Promise<Resume | null> {
  if (!TOKEN.test(token)) return null;
  const resume = await repository.resumeOfLink(viewerId ?? '', linkTokens.hashOf(token), now());
  return resume === null ? null : shownTo(resume, viewerId);
}
