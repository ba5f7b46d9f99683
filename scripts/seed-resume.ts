import type { MoneySeed } from './seed-money.ts';

/** Runs operations as people of the demo world. */
export type ResumeSeed = Pick<MoneySeed, 'run' | 'as'>;

const ERRORS = 'errors { ... on UserError { message } }';
const CREATE = `mutation Create($input: CreateResumeInput!) { createResume(input: $input) { ${ERRORS} } }`;

const RESUME = {
  title: 'Backend engineer',
  locale: 'en',
  visibility: 'PUBLIC',
  hiddenSections: ['CONTACT'],
  summary: 'I build services that stay simple while they grow: payments, search, and what holds them together.',
  basics: {
    ...{ name: 'Yuki Tanaka', label: 'Backend engineer', email: 'yuki@example.org', url: 'https://yuki.example.org' },
    location: { city: 'Berlin', countryCode: 'DE' },
    profiles: [{ network: 'GitHub', username: 'yuki', url: 'https://github.example.org/yuki' }],
  },
  work: [
    {
      ...{ name: 'Harbor Freight Systems', position: 'Senior engineer', location: 'Berlin', startDate: '2021-04' },
      ...{ endDate: 'present', summary: 'Leads the team that routes containers through twelve ports.' },
      highlights: ['Cut the time of a route from 4 s to 150 ms', 'Moved billing to an event log without downtime'],
    },
    {
      ...{ name: 'Kiosk', position: 'Engineer', location: 'Osaka', startDate: '2017-09', endDate: '2021-03' },
      highlights: ['Wrote the payment terminal’s offline mode'],
    },
  ],
  educationItems: [
    {
      ...{ institution: 'Osaka University', studyType: 'Bachelor', area: 'Information science' },
      ...{ startDate: '2013-04', endDate: '2017-03' },
    },
  ],
  skillItems: [
    { name: 'Backend', level: 'expert', keywords: ['TypeScript', 'PostgreSQL', 'GraphQL'] },
    { name: 'Operations', keywords: ['Kubernetes', 'Redis'] },
  ],
  languages: [
    { language: 'Japanese', fluency: 'native' },
    { language: 'English', fluency: 'C1' },
  ],
  idempotencyKey: 'demo-resume',
};

/** Gives one person a public resume, whose contact data only they see. */
export async function seedResume({ run, as }: ResumeSeed): Promise<void> {
  await run(CREATE, RESUME, as('yuki'));
}
