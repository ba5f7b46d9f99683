/** A post of the demo world, and what others made of it. */
interface DemoPost {
  /** By which other posts name it. */
  readonly name: string;
  readonly author: string;
  readonly text: string;
  readonly visibility?: 'FOLLOWERS' | 'FRIENDS';
  readonly contentWarning?: string;
  readonly poll?: readonly string[];
  /** Name of a post before it. */
  readonly quotes?: string;
  readonly likedBy?: readonly string[];
  readonly repostedBy?: readonly string[];
  /** Who has voted for which option, counted from 0. */
  readonly votes?: readonly (readonly [string, number])[];
  /** By whom, what, and to which comment of the post before it, counted from 0. */
  readonly comments?: readonly {
    readonly author: string;
    readonly text: string;
    readonly answers?: number;
    readonly likedBy?: readonly string[];
  }[];
}

/** Whom people follow. */
export const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  ada: ['ben', 'mira', 'noor', 'tomas', 'yuki', 'felix', 'amara'],
  ben: ['ada', 'mira', 'yuki', 'lena'],
  mira: ['ada', 'noor', 'yuki', 'marco', 'jonas'],
  noor: ['ada', 'tomas', 'amara', 'mira'],
  tomas: ['yuki', 'noor', 'felix', 'ada'],
  yuki: ['ben', 'mira', 'lena', 'sofia', 'ada'],
  jonas: ['ada', 'felix', 'mira'],
  lena: ['ben', 'yuki', 'sofia'],
  marco: ['mira', 'felix', 'ada'],
  sofia: ['yuki', 'lena', 'amara', 'ada', 'ben'],
  amara: ['noor', 'tomas', 'ada'],
  felix: ['jonas', 'tomas', 'ada'],
};

/** Tags that people follow. */
export const FOLLOWED_TAGS: readonly (readonly [string, string])[] = [
  ['ada', 'bread'],
  ['noor', 'maps'],
];

/** From the oldest on. */
export const POSTS: readonly DemoPost[] = [
  {
    ...{ name: 'harbour', author: 'noor' },
    text: 'The harbour map of 1721 is on the wall at last. The sea monster looks smaller in this light. #maps',
    likedBy: ['ada', 'mira', 'amara', 'tomas'],
    comments: [
      { author: 'mira', text: 'Does it like soup?', likedBy: ['noor', 'ada'] },
      { author: 'noor', text: 'It likes ships.', answers: 0, likedBy: ['mira'] },
      { author: 'amara', text: 'Look at that breakwater. Somebody knew what they were doing.' },
    ],
  },
  {
    ...{ name: 'toast', author: 'ada' },
    text: 'Burnt the toast again. In my defence, the compiler was nearly done. #bread #typescript',
    likedBy: ['ben', 'jonas', 'mira', 'yuki', 'felix'],
    comments: [
      { author: 'jonas', text: 'Lower heat, more patience. For both.', likedBy: ['ada'] },
      { author: 'ada', text: 'The compiler has no lower heat.', answers: 0 },
    ],
  },
  {
    ...{ name: 'rain', author: 'yuki' },
    text: 'Second roll of rain is back from the lab: thirty-six puddles, thirty-five in focus. #photography',
    likedBy: ['ben', 'sofia', 'lena', 'ada'],
    repostedBy: ['sofia'],
  },
  {
    ...{ name: 'poll', author: 'mira' },
    text: 'What goes into the pot on Sunday? #soup',
    poll: ['Leek and potato', 'Pumpkin', 'Whatever the market has'],
    votes: [
      ['ada', 0],
      ['ben', 2],
      ['noor', 0],
      ['yuki', 1],
      ['marco', 2],
      ['jonas', 0],
    ],
    likedBy: ['marco', 'ben'],
    comments: [{ author: 'marco', text: 'I voted for the market and I will bring the market.' }],
  },
  {
    ...{ name: 'chair', author: 'tomas' },
    text: 'Chair number nine has three legs and no regrets. #woodwork',
    likedBy: ['yuki', 'felix', 'noor'],
    comments: [{ author: 'ada', text: 'Is that on purpose?', likedBy: ['felix'] }],
  },
  {
    ...{ name: 'chair-quote', author: 'felix' },
    text: 'I sat on number eight for a whole evening. Believe the man.',
    quotes: 'chair',
    likedBy: ['tomas', 'ada'],
  },
  {
    ...{ name: 'bus', author: 'ben' },
    text: 'New playlist for the last bus home: forty minutes, no words, one accordion. #music',
    likedBy: ['yuki', 'lena', 'ada', 'mira'],
    repostedBy: ['yuki'],
  },
  {
    ...{ name: 'blister', author: 'felix', contentWarning: 'A blister, described with some love' },
    text: 'Day three on the ridge. The blister has a name now, and opinions. #hiking',
    likedBy: ['jonas', 'ada'],
  },
  {
    ...{ name: 'boxes', author: 'ada', visibility: 'FRIENDS' },
    text: 'For friends: I am moving flats in spring. Boxes welcome.',
    likedBy: ['ben', 'noor'],
  },
  {
    ...{ name: 'bridge', author: 'amara' },
    text: 'Load test today: forty trucks on the new bridge and it moved exactly as much as we said it would. #engineering',
    likedBy: ['noor', 'tomas', 'ada', 'sofia'],
    comments: [{ author: 'noor', text: 'Can I have it on a map?', likedBy: ['amara'] }],
  },
  {
    ...{ name: 'wall', author: 'ada' },
    text: 'Thursday, seven o’clock, north face. @jonas brings the rope, I bring the bread. #climbing #bread',
    likedBy: ['jonas', 'felix', 'ben'],
    comments: [
      { author: 'felix', text: 'And I bring the doubts.', likedBy: ['ada', 'jonas'] },
      { author: 'jonas', text: 'The rope is packed.', likedBy: ['ada'] },
    ],
  },
];

/** What people write beside the photos that they give their profile, by owner of an album. */
export const PHOTO_POSTS: Readonly<Record<string, string>> = {
  ada: 'Two mornings on the wall. #climbing',
  noor: 'From the archive, with permission. #maps',
  yuki: 'The first roll, and the second. #photography',
};
