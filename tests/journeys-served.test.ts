import { afterAll, beforeAll } from '@jest/globals';
import { accountDeletion } from './journeys/account-deletion.ts';
import { bankPage } from './journeys/bank-page.ts';
import { buying } from './journeys/buying.ts';
import { dataExport } from './journeys/data-export.ts';
import { firstEvening } from './journeys/first-evening.ts';
import { hiring } from './journeys/hiring.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { meetingPeople } from './journeys/meeting-people.ts';
import { olderChat } from './journeys/older-chat.ts';
import { olderRoutes } from './journeys/older-routes.ts';
import { paying } from './journeys/paying.ts';
import { photos } from './journeys/photo.ts';
import { resumes } from './journeys/resume.ts';
import { signingIn } from './journeys/signing-in.ts';

let system: JourneySystem;

beforeAll(async () => {
  system = await startJourneySystem('served');
});
afterAll(() => system?.close());

for (const journey of [
  firstEvening,
  paying,
  bankPage,
  photos,
  resumes,
  meetingPeople,
  dataExport,
  accountDeletion,
  hiring,
  buying,
  olderChat,
  olderRoutes,
  signingIn,
])
  journey(() => system);
