import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { createWorkMetrics } from './work-metrics.ts';

test('the domains of a process share gauges, and a queue that is no longer reported is at 0', async () => {
  const metrics = new Registry();
  const plant = createWorkMetrics(metrics, 'plant');
  createWorkMetrics(metrics, 'other').running('task', 7);
  plant.running('task', 2);
  plant.queue([{ kind: 'task', due: 4, dead: 1, oldestDueSeconds: 3 }]);

  const text = await metrics.metrics();
  expect(text.split('\n').filter((line) => line.startsWith('work_'))).toEqual([
    'work_items_running{domain="other",kind="task"} 7',
    'work_items_running{domain="plant",kind="task"} 2',
    'work_items_due{domain="plant",kind="task"} 4',
    'work_oldest_due_seconds{domain="plant",kind="task"} 3',
    'work_items_dead{domain="plant",kind="task"} 1',
  ]);
  plant.queue([]);
  expect(await metrics.metrics()).toContain('work_items_due{domain="plant",kind="task"} 0');
});
