import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import { COUNTERS } from '../../events.ts';
import { noPost } from '../posts/own-post.ts';
import { findShown } from '../posts/shown-post.ts';
import { invalidInput } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({
  postId: z.string().max(100),
  optionIds: z
    .array(z.string().max(100))
    .max(6, 'A poll has at most 6 options.')
    .refine((ids) => new Set(ids).size === ids.length, 'Name each option only once.'),
});

/** Why a vote was not counted. */
export type VotePollRefusal = InvalidInput | NotFound | RefusalOf<'PollClosed'> | TooManyAttempts;

type Needs = Pick<SocialContext, 'caller' | 'now' | 'limits' | 'posts' | 'polls' | 'repository'>;

/** Counts the viewer's vote in place of the one before, and returns the id of the post. */
export async function votePoll(context: Needs, raw: unknown): Promise<Result<string, VotePollRefusal>> {
  const userId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { optionIds } = parsed.value;
  const post = await findShown(context, parsed.value.postId);
  if (post === null) return noPost();
  const rules = await context.repository.pollRules(post.id);
  if (rules === null) return notFound('This post has no poll.', 'postId');
  if (optionIds.some((id) => !rules.optionIds.includes(id)))
    return notFound('There is no such option in this poll.', 'optionIds');
  if (optionIds.length > 1 && !rules.isMultiple) return invalidInput('Choose one option.', 'optionIds');
  const limited = await withinLimit(context, 'vote', userId);
  if (!limited.ok) return limited;

  const at = context.now();
  const isCounted = await context.repository.transaction(async (store) => {
    const before = await store.lockVote(post.id, userId, at);
    const added = optionIds.filter((id) => !before.includes(id));
    const removed = before.filter((id) => !optionIds.includes(id));
    if (added.length + removed.length === 0) return true;
    if (rules.closesAt <= at) return false;
    const changes = [
      ...added.map((subject) => ({ subject, delta: 1 })),
      ...removed.map((subject) => ({ subject, delta: -1 })),
    ];
    await store.writeVote(post.id, userId, optionIds, at);
    await store.changeCounters(COUNTERS.votes, changes);
    const voters = Math.sign(optionIds.length) - Math.sign(before.length);
    if (voters !== 0) await store.changeCounters(COUNTERS.voters, [{ subject: post.id, delta: voters }]);
    return true;
  });
  if (!isCounted)
    return refuse({ __typename: 'PollClosed', message: 'This poll has ended.', path: ['input', 'postId'] });
  context.polls.clear(post.id);
  return done(post.id);
}
