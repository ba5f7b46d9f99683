import { LIKES, SEEKERS } from './discovery-world.ts';
import type { MoneySeed } from './seed-money.ts';

/** Runs operations as people of the demo world. */
export type DiscoverySeed = Pick<MoneySeed, 'run' | 'as' | 'retry'>;

const ERRORS = 'errors { ... on UserError { message } }';
const DESCRIBE = `mutation Describe($input: UpdateProfileInput!) { updateProfile(input: $input) { ${ERRORS} } }`;
const ENABLE = `mutation Enable($input: EnableDiscoveryInput!) { enableDiscovery(input: $input) {
  discoveryProfile { state } ${ERRORS} } }`;
const LIKE = `mutation Like($input: LikeProfileInput!) { likeProfile(input: $input) { ${ERRORS} } }`;
const SUPERLIKE = `mutation Superlike($input: SuperlikeProfileInput!) { superlikeProfile(input: $input) { ${ERRORS} } }`;

/** Brings a dozen people into discovery, of whom some like each other and two have a match. */
export async function seedDiscovery({ run, as, retry }: DiscoverySeed): Promise<void> {
  await Promise.all(
    SEEKERS.map(async ({ nickname, gender, city, latitude, longitude, intent, headline, prompt }) => {
      await retry(() => run(DESCRIBE, { gender, location: { city, country: 'CH' } }, as(nickname)));
      const [question, answer] = prompt;
      const input = { intent, headline, prompts: [{ question, answer }], location: { latitude, longitude } };
      await enable({ run, as, retry }, nickname, input);
    }),
  );
  for (const { from, to, comment = null, isSuperlike = false } of LIKES) {
    const input = { userId: as(to).viewerId, comment, idempotencyKey: `${from} ${to}` };
    await run(isSuperlike ? SUPERLIKE : LIKE, input, as(from));
  }
}

/** Gender and birth date come by event: until they have, something is missing. */
async function enable({ run, as, retry }: DiscoverySeed, nickname: string, input: object): Promise<void> {
  await retry(async () => {
    const { discoveryProfile } = await run(ENABLE, { ...input }, as(nickname));
    if (Reflect.get(Object(discoveryProfile), 'state') !== 'ACTIVE') throw new Error(`${nickname} is not in discovery`);
  });
}
