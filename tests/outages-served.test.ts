import { afterAll, beforeAll } from '@jest/globals';
import { enginesAway } from './outages/engines-away.ts';
import { hungRedis } from './outages/hung-redis.ts';
import { losslessDelivery } from './outages/lossless-delivery.ts';
import { type OutageSystem, startOutageSystem } from './outages/outage-system.ts';
import { swappedSupergraph } from './outages/swapped-supergraph.ts';

let system: OutageSystem;

beforeAll(async () => {
  system = await startOutageSystem('served');
});
afterAll(() => system?.close());

for (const outage of [swappedSupergraph, losslessDelivery, enginesAway, hungRedis]) outage(() => system);
