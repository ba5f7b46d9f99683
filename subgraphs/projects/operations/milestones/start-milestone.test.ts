import { expect, test } from '@jest/globals';
import { BEN, contractOf, createHireWorld, fundedOf, inDays, outcomeOf } from '../../fixtures/hire-world.ts';
import { startMilestone } from './start-milestone.ts';

const milestones = [fundedOf({ startBy: inDays(3) })];
const start = (world: ReturnType<typeof createHireWorld>) => startMilestone(world.context, { milestoneId: 'mst_1' });

test('the freelancer begins, and the clock of the refund stops', async () => {
  const world = createHireWorld({ caller: BEN, milestones });
  expect(outcomeOf(await start(world))).toBe('ok');
  expect(world.state.milestones).toMatchObject([{ state: 'IN_PROGRESS', startBy: null }]);
});

test('the client does not begin, and nobody does in a paused contract', async () => {
  expect(outcomeOf(await start(createHireWorld({ milestones })))).toBe('NotPermitted milestoneId');
  const paused = createHireWorld({ caller: BEN, milestones, contract: contractOf({ state: 'PAUSED' }) });
  expect(outcomeOf(await start(paused))).toBe('InvalidState milestoneId');
});
