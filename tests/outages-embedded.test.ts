import { afterAll, beforeAll } from '@jest/globals';
import { enginesAway } from './outages/engines-away.ts';
import { type OutageSystem, startOutageSystem } from './outages/outage-system.ts';

let system: OutageSystem;

beforeAll(async () => {
  system = await startOutageSystem('embedded');
});
afterAll(() => system?.close());

enginesAway(() => system, 'embedded');
