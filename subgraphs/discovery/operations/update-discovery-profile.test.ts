import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../fixtures/operation-world.ts';
import { updateDiscoveryProfile } from './update-discovery-profile.ts';

const PROMPT = { question: 'Tea?', answer: 'Yes' };

test.each([
  ['six prompts', { prompts: Array.from({ length: 6 }, () => PROMPT) }, ['input', 'prompts']],
  ['a prompt without an answer', { prompts: [{ question: 'Tea?', answer: ' ' }] }, ['input', 'prompts', '0', 'answer']],
  [
    'a prompt named twice',
    {
      prompts: [
        { ...PROMPT, id: 'dpm_1' },
        { ...PROMPT, id: 'dpm_1' },
      ],
    },
    ['input', 'prompts'],
  ],
  ['an unknown intent', { intent: 'FUN' }, ['input', 'intent']],
])('%s is refused', async (_, input, path) => {
  const world = createOperationWorld();
  expect(await updateDiscoveryProfile(world.context, input)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path },
  });
  expect(world.writes).toEqual([]);
});

test('absent fields stay, null clears, and a prompt keeps its id when it is the person’s own', async () => {
  const world = createOperationWorld();
  await updateDiscoveryProfile(world.context, {
    intent: null,
    prompts: [
      { ...PROMPT, id: 'dpm_1' },
      { ...PROMPT, id: 'dpm_of_another' },
    ],
  });
  expect(world.writes).toMatchObject([
    ['changeShown', 'usr_ada', { headline: 'Hello', intent: null, isIncognito: false, prompts: [{ id: 'dpm_1' }, {}] }],
  ]);
  expect(JSON.stringify(world.writes)).not.toContain('dpm_of_another');
  await updateDiscoveryProfile(world.context, { headline: ' ' });
  expect(world.writes[1]).toMatchObject([
    'changeShown',
    'usr_ada',
    { headline: null, intent: 'DATING', prompts: null },
  ]);
});
