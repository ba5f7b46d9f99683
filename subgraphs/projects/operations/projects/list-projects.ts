import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import type { Project, ProjectSort, RankedProject } from '../../repository/index.ts';
import { toFilter } from './project-filter.ts';

const keyOf = ({ rank, id }: RankedProject) => [rank, id] as const;
const KEY = [cursorPart.bigint, cursorPart.id('prj')] as const;
const PAGINGS = {
  NEWEST: createPaging({ name: 'projects', key: KEY, keyOf }),
  BUDGET_HIGHEST: createPaging({ name: 'projects-highest', key: KEY, keyOf }),
  BUDGET_LOWEST: createPaging({ name: 'projects-lowest', key: KEY, keyOf }),
  DEADLINE: createPaging({ name: 'projects-deadline', key: [cursorPart.integer, cursorPart.id('prj')], keyOf }),
} as const;
const SAVED = createPaging({
  name: 'saved-projects',
  key: [cursorPart.instant, cursorPart.id('prj')],
  keyOf: ({ savedAt, id }: Project & { readonly savedAt: Date }) => [savedAt.toISOString(), id],
});
const INVITED = createPaging({
  name: 'invited-projects',
  key: [cursorPart.id('prj')],
  keyOf: ({ id }: Project) => [id],
});
const SEARCHED = createPaging({
  name: 'searched-projects',
  key: [z.union([z.literal(0), z.literal(1)]), cursorPart.instant, cursorPart.id('prj')],
  keyOf: ({ kind, openedAt, id }: Hit) => [kind, (openedAt ?? new Date(0)).toISOString(), id],
});

/** A project that was found: by all words as they are (0), or by the last one as the beginning of another (1). */
type Hit = Project & { readonly kind: 0 | 1 };

const MAX_QUERY_LENGTH = 200;

type Needs = Pick<ProjectsContext, 'caller' | 'viewerKey' | 'repository'>;

/** Projects for everybody that the viewer may see. @throws a fault `BAD_USER_INPUT` for a filter that cannot be. */
export async function listProjects(
  { viewerKey, repository }: Needs,
  filter: unknown,
  sort: ProjectSort,
  page: PageArguments,
): Promise<Connection<Project>> {
  const rules = toFilter(filter);
  if (rules.currency === null && (sort === 'BUDGET_HIGHEST' || sort === 'BUDGET_LOWEST'))
    throw fault('BAD_USER_INPUT', 'Budgets are compared within one currency: name it in the filter.');
  return PAGINGS[sort].read(page, (request) => repository.publicProjects(viewerKey, rules, sort, request));
}

/**
 * Projects for everybody that have all words of a query, then those that have words which begin like the last one; each kind
 * latest first. @throws a fault `BAD_USER_INPUT` for a filter or query that cannot be.
 */
export async function searchProjects(
  { viewerKey, repository }: Needs,
  query: string,
  filter: unknown,
  page: PageArguments,
): Promise<Connection<Project>> {
  if (query.trim() === '' || [...query].length > MAX_QUERY_LENGTH)
    throw fault('BAD_USER_INPUT', `A query holds 1 to ${MAX_QUERY_LENGTH} characters.`);
  const rules = toFilter(filter);
  return SEARCHED.read(page, async ({ from, limit }) => {
    const request = (kind: 0 | 1, missing: number) => ({
      ...{ viewerId: viewerKey, query, filter: rules, limit: missing },
      from: from !== null && from[0] === kind ? ([from[1], from[2]] as const) : null,
    });
    const whole = from?.[0] === 1 ? [] : await repository.projectsWithWords(request(0, limit));
    const hits = whole.map((project): Hit => ({ ...project, kind: 0 }));
    if (hits.length === limit) return hits;
    // Sequential on purpose: a page that whole words fill needs no search for beginnings.
    const more = await repository.projectsWithBeginnings(request(1, limit - hits.length));
    return [...hits, ...more.map((project): Hit => ({ ...project, kind: 1 }))];
  });
}

/** What the viewer has saved and may see. */
export function listSavedProjects({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Project>> {
  const viewerId = viewerOf(caller);
  return SAVED.read(page, (request) => repository.savedProjects(viewerId, request));
}

/** What the viewer is invited to and may see. */
export function listInvitedProjects({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Project>> {
  const viewerId = viewerOf(caller);
  return INVITED.read(page, (request) => repository.invitedProjects(viewerId, request));
}
