import { afterAll, beforeAll } from '@jest/globals';
import { accountDeletion } from './journeys/account-deletion.ts';
import { dataExport } from './journeys/data-export.ts';
import { firstEvening } from './journeys/first-evening.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { meetingPeople } from './journeys/meeting-people.ts';
import { paying } from './journeys/paying.ts';

let system: JourneySystem;

beforeAll(async () => {
  system = await startJourneySystem('served');
});
afterAll(() => system?.close());

for (const journey of [firstEvening, paying, meetingPeople, dataExport, accountDeletion]) journey(() => system);
