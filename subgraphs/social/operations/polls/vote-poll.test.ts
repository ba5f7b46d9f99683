import { expect, test } from '@jest/globals';
import { BEN, createWorld, inMinutes, refusalIn } from '../../fixtures/operation-world.ts';
import { votePoll } from './vote-poll.ts';

const RULES = { closesAt: inMinutes(10), isMultiple: false, optionIds: ['opt_a', 'opt_b'] };

const createPoll = (before: readonly string[] = [], rules: object = {}, more: object = {}) =>
  createWorld({
    caller: BEN,
    store: { pollRules: async () => ({ ...RULES, ...rules }), lockVote: async () => before },
    ...more,
  });

test.each([
  ['a first vote', [], ['opt_a'], [{ subject: 'opt_a', delta: 1 }], 1],
  [
    'another option',
    ['opt_a'],
    ['opt_b'],
    [
      { subject: 'opt_b', delta: 1 },
      { subject: 'opt_a', delta: -1 },
    ],
    0,
  ],
  ['no option any more', ['opt_a'], [], [{ subject: 'opt_a', delta: -1 }], -1],
])('%s changes the counts by what is new', async (_, before, optionIds, changes, voters) => {
  const { context, store } = createPoll(before);
  expect(await votePoll(context, { postId: 'pst_1', optionIds })).toEqual({ ok: true, value: 'pst_1' });
  expect(store.changeCounters).toHaveBeenCalledWith('votes', changes);
  const counted = store.changeCounters.mock.calls.flatMap(([name, changed]) => (name === 'voters' ? [changed] : []));
  expect(counted).toEqual(voters === 0 ? [] : [[{ subject: 'pst_1', delta: voters }]]);
});

test('a vote that is repeated changes nothing, also after the end', async () => {
  const { context, store } = createPoll(['opt_a'], { closesAt: inMinutes(-1) });
  expect(refusalIn(await votePoll(context, { postId: 'pst_1', optionIds: ['opt_a'] }))).toBe('ok');
  expect(store.writeVote).not.toHaveBeenCalled();
});

test.each<[string, object, object, readonly string[], string]>([
  ['after the end', { closesAt: inMinutes(0) }, {}, ['opt_a'], 'PollClosed postId'],
  ['for two options of one', {}, {}, ['opt_a', 'opt_b'], 'InvalidInput optionIds'],
  ['for an option twice', { isMultiple: true }, {}, ['opt_a', 'opt_a'], 'InvalidInput optionIds'],
  ['for what is no option', {}, {}, ['opt_z'], 'NotFound optionIds'],
  ['on what the viewer cannot see', {}, { posts: [] }, ['opt_a'], 'NotFound postId'],
  ['too often', {}, { retryAfter: 3 }, ['opt_a'], 'TooManyAttempts'],
])('a vote %s is refused', async (_, rules, more, optionIds, refusal) => {
  const { context, store } = createPoll([], rules, more);
  expect(refusalIn(await votePoll(context, { postId: 'pst_1', optionIds }))).toBe(refusal);
  expect(store.writeVote).not.toHaveBeenCalled();
});

test('a post without a poll is said to have none', async () => {
  expect(refusalIn(await votePoll(createWorld().context, { postId: 'pst_1', optionIds: [] }))).toBe('NotFound postId');
});
