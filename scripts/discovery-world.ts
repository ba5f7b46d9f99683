/** How a person of the demo world appears in discovery. */
interface Seeker {
  readonly nickname: string;
  readonly gender: 'FEMALE' | 'MALE' | 'NON_BINARY';
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly intent: 'FRIENDS' | 'DATING' | 'NETWORKING';
  readonly headline: string;
  readonly prompt: readonly [question: string, answer: string];
}

const ZURICH = { city: 'Zürich', latitude: 47.3769, longitude: 8.5417 };
const WINTERTHUR = { city: 'Winterthur', latitude: 47.4988, longitude: 8.7237 };
const LUCERNE = { city: 'Luzern', latitude: 47.0502, longitude: 8.3093 };
const BASEL = { city: 'Basel', latitude: 47.5596, longitude: 7.5886 };

/** A dozen people in discovery. */
export const SEEKERS: readonly Seeker[] = [
  {
    ...{ nickname: 'ada', gender: 'FEMALE', ...ZURICH, intent: 'DATING' },
    headline: 'Looking for a belay partner, in every sense',
    prompt: ['A perfect Sunday', 'Rope in the morning, bread in the oven, a long book.'],
  },
  {
    ...{ nickname: 'ben', gender: 'MALE', ...WINTERTHUR, intent: 'FRIENDS' },
    headline: 'Night buses and long playlists',
    prompt: ['I will never get tired of', 'The last bus home, and whoever else is on it.'],
  },
  {
    ...{ nickname: 'mira', gender: 'FEMALE', ...ZURICH, intent: 'DATING' },
    headline: 'Soup is a love language',
    prompt: ['Come for', 'The leeks. Stay for the second bowl.'],
  },
  {
    ...{ nickname: 'noor', gender: 'FEMALE', ...LUCERNE, intent: 'NETWORKING' },
    headline: 'Cartographer, looking for other map people',
    prompt: ['Ask me about', 'The sea monster in the corner.'],
  },
  {
    ...{ nickname: 'tomas', gender: 'MALE', ...BASEL, intent: 'DATING' },
    headline: 'Will build you a chair',
    prompt: ['My most useless talent', 'I can tell wood apart by its smell.'],
  },
  {
    ...{ nickname: 'yuki', gender: 'NON_BINARY', ...ZURICH, intent: 'FRIENDS' },
    headline: 'Thirty-six frames, mostly rain',
    prompt: ['On my camera right now', 'A puddle that looks like Iceland.'],
  },
  {
    ...{ nickname: 'jonas', gender: 'MALE', ...ZURICH, intent: 'DATING' },
    headline: 'Climbs slowly, bakes quickly',
    prompt: ['We will get along if', 'You let me have the crust.'],
  },
  {
    ...{ nickname: 'lena', gender: 'FEMALE', ...WINTERTHUR, intent: 'DATING' },
    headline: 'Cellist with cold hands',
    prompt: ['The way to my heart', 'A chair near the radiator and a good quartet.'],
  },
  {
    ...{ nickname: 'marco', gender: 'MALE', ...LUCERNE, intent: 'DATING' },
    headline: 'Rows before breakfast',
    prompt: ['You should know', 'I fall asleep at nine. It is the lake.'],
  },
  {
    ...{ nickname: 'sofia', gender: 'FEMALE', ...BASEL, intent: 'FRIENDS' },
    headline: 'New in town, fluent in tram lines',
    prompt: ['Teach me', 'Three words of the dialect that are not about cheese.'],
  },
  {
    ...{ nickname: 'amara', gender: 'FEMALE', ...ZURICH, intent: 'NETWORKING' },
    headline: 'Builds bridges, the concrete kind',
    prompt: ['I geek out on', 'Expansion joints. There, I said it.'],
  },
  {
    ...{ nickname: 'felix', gender: 'MALE', ...WINTERTHUR, intent: 'DATING' },
    headline: 'Knows a mountain for every mood',
    prompt: ['Dating me is like', 'A hut at 2,400 metres: no signal, good stove.'],
  },
];

/** Who likes whom, in this order; the two of a pair that is there in both directions have a match. */
export const LIKES: readonly {
  readonly from: string;
  readonly to: string;
  readonly comment?: string;
  readonly isSuperlike?: boolean;
}[] = [
  { from: 'jonas', to: 'ada', comment: 'I have a rope and no crust left. Thursday?' },
  { from: 'ada', to: 'jonas', comment: 'Bring the bread.' },
  { from: 'felix', to: 'ada' },
  { from: 'marco', to: 'ada', comment: 'Up before seven at last!' },
  { from: 'tomas', to: 'lena', isSuperlike: true },
];
