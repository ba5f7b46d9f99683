import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { mapNodes } from '../../../../runtime/operations/map-nodes.ts';
import { codePointLength } from '../../../../runtime/text/visible-text.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import { shownTo } from '../content/shown-to.ts';

const MAX_QUERY_LENGTH = 200;
const MAX_SKILLS = 10;

const paging = createPaging({
  name: 'found-resumes',
  key: [z.int(), z.string()],
  keyOf: ({ publishedAt, id }: Pick<Resume, 'publishedAt' | 'id'>) => [publishedAt?.getTime() ?? 0, id],
});

/** What is looked for. */
interface Query extends PageArguments {
  readonly query: string;
  readonly filter?:
    | {
        readonly skills?: readonly string[] | null | undefined;
        readonly countryCode?: string | null | undefined;
        readonly locale?: string | null | undefined;
      }
    | null
    | undefined;
}

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'limits'> & {
  readonly repository: Pick<ResumeContext['repository'], 'searchResumes'>;
};

/**
 * Public resumes with all words of a query, latest published first.
 *
 * @throws a fault `BAD_USER_INPUT` for a query of another length, and `RATE_LIMITED` for too many searches.
 */
export async function searchResumes(
  { caller: { viewerId }, ip, limits, repository }: Needs,
  { query, filter, ...page }: Query,
): Promise<Connection<Resume>> {
  const length = codePointLength(query.trim());
  if (length === 0 || length > MAX_QUERY_LENGTH)
    throw fault('BAD_USER_INPUT', `A query holds 1 to ${MAX_QUERY_LENGTH} characters.`);
  const skills = filter?.skills ?? [];
  if (skills.length > MAX_SKILLS) throw fault('BAD_USER_INPUT', `Ask for at most ${MAX_SKILLS} skills.`);
  const request = paging.parse(page);
  const retryAfter = await limits.count('search', viewerId, ip);
  if (retryAfter !== null) throw fault('RATE_LIMITED', 'You are searching too often. Try again later.', { retryAfter });
  const found = await repository.searchResumes({
    ...{ viewerId: viewerId ?? '', query: query.trim(), from: request.from, limit: request.limit },
    skillNames: skills.map((skill) => skill.trim().toLowerCase()),
    countryCode: filter?.countryCode?.toUpperCase() ?? null,
    locale: filter?.locale ?? null,
  });
  return mapNodes(paging.connect(request, found), (resume) => shownTo(resume, viewerId));
}
