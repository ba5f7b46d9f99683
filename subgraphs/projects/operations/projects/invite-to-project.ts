import { z } from 'zod';
import { isId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { invited } from '../../events.ts';
import { projectNotOpen } from '../shared/market-refusals.ts';
import { invalidInput, type NotPermitted } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';
import { announceProjects } from './announce-projects.ts';
import { findOwnProject } from './own-project.ts';

const MAX_PEOPLE = 50;

const INPUT = z.object({
  projectId: z.string().max(100),
  userIds: z
    .array(z.string().max(100))
    .min(1, 'Name somebody to invite.')
    .max(MAX_PEOPLE, `Invite at most ${MAX_PEOPLE} people at a time.`)
    .refine((ids) => new Set(ids).size === ids.length, 'Name each person only once.'),
});

type Refusal = InvalidInput | NotFound | NotPermitted | RefusalOf<'ProjectNotOpen'> | TooManyAttempts;

type Needs = Pick<
  ProjectsContext,
  'caller' | 'now' | 'ask' | 'limits' | 'projects' | 'repository' | 'signals' | 'streams'
>;

const USERS = 'query ProjectsFindPeople($ids: [ID!]!) { users(ids: $ids) { id } }';
const FOUND = z.object({ users: z.array(z.object({ id: z.string() }).nullable()) });

/**
 * Invites people to an open project of the viewer, and returns its id. People who are hidden from the viewer are refused like
 * those who do not exist.
 *
 * @throws a fault `UNAVAILABLE` when auth cannot be asked.
 */
export async function inviteToProject(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { projectId, userIds } = parsed.value;
  const own = await findOwnProject(context, viewerId, projectId);
  if (!own.ok) return own;
  if (own.value.status !== 'OPEN') return projectNotOpen('projectId');
  if (userIds.includes(viewerId)) return invalidInput('You cannot invite yourself.', 'userIds');
  const limited = await withinLimit(context, 'invitation', viewerId);
  if (!limited.ok) return limited;
  if (!(await peopleExist(context, viewerId, userIds)))
    return notFound('There is no such person to invite.', 'userIds');
  const at = context.now();
  await context.repository.transaction(async (store) => {
    const added = await store.addInvitations(projectId, userIds, at);
    const fact = { projectId, clientId: viewerId, userIds: added, at: at.toISOString() };
    if (added.length > 0) await store.announce(invited, fact, at);
  });
  await announceProjects(context, []);
  return done(projectId);
}

async function peopleExist(
  { ask, caller, repository }: Pick<Needs, 'ask' | 'caller' | 'repository'>,
  viewerId: string,
  userIds: readonly string[],
): Promise<boolean> {
  if (userIds.some((id) => !isId('usr', id))) return false;
  const [hidden, data] = await Promise.all([
    repository.hiddenAmong(viewerId, userIds),
    ask('auth', USERS, { ids: userIds }, caller),
  ]);
  const found = new Set(FOUND.parse(data).users.map((user) => user?.id));
  return hidden.size === 0 && userIds.every((id) => found.has(id));
}
