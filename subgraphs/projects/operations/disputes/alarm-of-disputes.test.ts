import { expect, test } from '@jest/globals';
import { inDays, NOW } from '../../fixtures/hire-world.ts';
import { alarmOfDisputes } from './alarm-of-disputes.ts';

test('disputes that wait for 30 days are reported, and that there are none', async () => {
  const overdue = [{ id: 'cds_1', contractId: 'ctr_1', milestoneId: 'mst_1', createdAt: inDays(-30) }];
  const reported: unknown[] = [];
  const before: Date[] = [];
  for (const found of [overdue, []])
    await alarmOfDisputes({
      now: () => NOW,
      repository: {
        overdueDisputes: async (at) => {
          before.push(at);
          return found;
        },
      },
      reportDisputes: (disputes) => void reported.push(disputes),
    });
  expect([reported, before[0]]).toEqual([[overdue, []], inDays(-30)]);
});
