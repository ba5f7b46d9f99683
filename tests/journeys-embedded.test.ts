import { afterAll, beforeAll } from '@jest/globals';
import { administrators } from './journeys/administrators.ts';
import { blocks } from './journeys/blocks.ts';
import { firstEvening } from './journeys/first-evening.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { meetingPeople } from './journeys/meeting-people.ts';
import { moderation } from './journeys/moderation.ts';
import { paying } from './journeys/paying.ts';

let system: JourneySystem;

beforeAll(async () => {
  system = await startJourneySystem('embedded');
});
afterAll(() => system?.close());

for (const journey of [firstEvening, blocks, administrators, moderation, paying, meetingPeople]) journey(() => system);
