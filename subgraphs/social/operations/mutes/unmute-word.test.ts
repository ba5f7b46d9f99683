import { expect, test } from '@jest/globals';
import { ADA, graphWorld } from '../../fixtures/graph-world.ts';
import { unmuteWord } from './unmute-word.ts';

test('ends the mute of a word, however it is written', async () => {
  const world = graphWorld();
  expect(await unmuteWord(world, { text: 'SOUP' })).toEqual({ ok: true, value: 'SOUP' });
  expect(world.store.unmuteWord).toHaveBeenCalledWith(ADA, 'soup');
});

test('what is no word is refused', async () => {
  expect(await unmuteWord(graphWorld(), { text: '?' })).toMatchObject({ refusal: { __typename: 'InvalidInput' } });
});
