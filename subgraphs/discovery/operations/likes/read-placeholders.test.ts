import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { readPlaceholders } from './read-placeholders.ts';

const file = (id: string) => ({ id, access: `of ${id}` });
const PROFILES = [
  { avatar: file('fil_face'), photos: [{ file: null }, { file: file('fil_photo') }] },
  { avatar: file('fil_avatar'), photos: [] },
  { avatar: null, photos: [] },
  null,
];

const callsOf = (answers: Readonly<Record<string, unknown>>) => {
  const ask = jest.fn(async (domain: string, _: string, _variables: Readonly<Record<string, unknown>>) => {
    const answer = answers[domain];
    if (answer === undefined) throw new Error('away');
    return { _entities: answer } as Record<string, unknown>;
  });
  return { ask, caller: { ...ANONYMOUS, viewerId: 'usr_ada' } };
};

test('the first photo stands for a person, then their avatar; two calls for all', async () => {
  const needs = callsOf({ profile: PROFILES, media: [{ placeholder: 'cGhvdG8=' }, null] });
  expect(await readPlaceholders(needs, ['usr_1', 'usr_2', 'usr_3', 'usr_4'])).toEqual(['cGhvdG8=', null, null, null]);
  expect(needs.ask.mock.calls.map(([domain]) => domain)).toEqual(['profile', 'media']);
  expect(needs.ask.mock.calls[1]?.[2]).toEqual({
    representations: [
      { __typename: 'MediaFile', ...file('fil_photo') },
      { __typename: 'MediaFile', ...file('fil_avatar') },
    ],
  });
});

test('media is not asked when nobody has a picture', async () => {
  const needs = callsOf({ profile: [null] });
  expect(await readPlaceholders(needs, ['usr_1'])).toEqual([null]);
  expect(needs.ask).toHaveBeenCalledTimes(1);
});

test.each([[{}], [{ profile: PROFILES }]])('nobody has one while %j is all that can be asked', async (answers) => {
  expect(await readPlaceholders(callsOf(answers), ['usr_1', 'usr_2', 'usr_3', 'usr_4'])).toEqual(Array(4).fill(null));
});
