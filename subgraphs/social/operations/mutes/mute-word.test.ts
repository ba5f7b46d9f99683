import { expect, test } from '@jest/globals';
import { ADA, graphWorld, NOW } from '../../fixtures/graph-world.ts';
import { MAX_MUTED_WORDS, muteWord } from './mute-word.ts';

test.each([
  [' Soup ', 'soup', 'Soup'],
  ['SOUP  and, Bread', 'soup and bread', 'SOUP  and, Bread'],
  ['#Soup', '#soup', '#Soup'],
  ['ｓｏｕｐ', 'soup', 'ｓｏｕｐ'],
  ['🍲', '🍲', '🍲'],
])('%j is compared as %j', async (given, word, text) => {
  const world = graphWorld();
  expect(await muteWord(world, { text: given })).toMatchObject({ ok: true });
  expect(world.store.muteWord).toHaveBeenCalledWith(ADA, { word, text, until: null }, MAX_MUTED_WORDS, NOW);
});

test.each([[''], ['  '], ['...'], ['#'], ['#1'], ['a b c d e f'], ['x'.repeat(101)], ['a\nb'], ['a\u0000']])(
  '%j is refused',
  async (text) => {
    const world = graphWorld();
    expect(await muteWord(world, { text })).toMatchObject({ refusal: { __typename: 'InvalidInput' } });
    expect(world.store.muteWord).not.toHaveBeenCalled();
  },
);

test('more words than one may mute are refused', async () => {
  const world = graphWorld();
  world.store.muteWord.mockResolvedValue(null);
  expect(await muteWord(world, { text: 'soup' })).toMatchObject({ refusal: { __typename: 'NotPermitted' } });
});
