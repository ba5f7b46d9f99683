import { afterAll, beforeAll } from '@jest/globals';
import { administrators } from './journeys/administrators.ts';
import { bankPage } from './journeys/bank-page.ts';
import { blocks } from './journeys/blocks.ts';
import { buying } from './journeys/buying.ts';
import { firstEvening } from './journeys/first-evening.ts';
import { hiring } from './journeys/hiring.ts';
import { type JourneySystem, startJourneySystem } from './journeys/journey-system.ts';
import { meetingPeople } from './journeys/meeting-people.ts';
import { moderation } from './journeys/moderation.ts';
import { olderChat } from './journeys/older-chat.ts';
import { olderRoutes } from './journeys/older-routes.ts';
import { paying } from './journeys/paying.ts';
import { photos } from './journeys/photo.ts';
import { resumes } from './journeys/resume.ts';

let system: JourneySystem;

beforeAll(async () => {
  system = await startJourneySystem('embedded');
});
afterAll(() => system?.close());

for (const journey of [
  firstEvening,
  blocks,
  administrators,
  moderation,
  paying,
  bankPage,
  photos,
  resumes,
  meetingPeople,
  hiring,
  buying,
  olderChat,
  olderRoutes,
])
  journey(() => system);
