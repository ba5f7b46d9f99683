/** A person of the demo world; friendships are named on one side only. */
export interface Person {
  readonly nickname: string;
  readonly displayName: string;
  readonly email: string;
  readonly bio: string;
  readonly interests: readonly string[];
  readonly friends: readonly string[];
  /** Whom they have asked to be friends, without an answer so far. */
  readonly requests?: readonly string[];
  /** What they may do beyond the ordinary. */
  readonly role?: 'MODERATOR' | 'ADMIN' | 'FINANCE';
}

/** Everybody's password in the demo world, which exists in development only. */
export const DEMO_PASSWORD = 'correct horse battery';

/** Who lives in the demo world; the first two, and who has a role, are offered as logins. */
export const PEOPLE: readonly Person[] = [
  {
    nickname: 'ada',
    displayName: 'Ada Kovács',
    email: 'ada@example.com',
    bio: 'Climbs, codes, and burns toast.',
    interests: ['climbing', 'typescript', 'bread'],
    friends: ['ben', 'mira', 'noor', 'tomas'],
  },
  {
    nickname: 'ben',
    displayName: 'Ben Okafor',
    email: 'ben@example.com',
    bio: 'Night buses and long playlists.',
    interests: ['music', 'cycling'],
    friends: ['mira', 'yuki'],
  },
  {
    nickname: 'mira',
    displayName: 'Mira Lindqvist',
    email: 'mira@example.com',
    bio: 'Cooking live every Sunday.',
    interests: ['cooking', 'streaming'],
    friends: ['noor', 'yuki'],
  },
  {
    nickname: 'noor',
    displayName: 'Noor Haddad',
    email: 'noor@example.com',
    bio: 'Maps, mostly old ones.',
    interests: ['maps', 'history', 'climbing'],
    friends: ['tomas'],
    requests: ['ben'],
    role: 'MODERATOR',
  },
  {
    nickname: 'tomas',
    displayName: 'Tomás Rivera',
    email: 'tomas@example.com',
    bio: 'Builds chairs nobody asked for.',
    interests: ['woodwork', 'cycling'],
    friends: ['yuki'],
    role: 'ADMIN',
  },
  {
    nickname: 'yuki',
    displayName: 'Yuki Tanaka',
    email: 'yuki@example.com',
    bio: 'Film photography and rain.',
    interests: ['photography', 'music'],
    friends: [],
    requests: ['ada'],
  },
  {
    nickname: 'iris',
    displayName: 'Iris Lindqvist',
    email: 'iris@example.com',
    bio: 'Counts things twice.',
    interests: ['chess'],
    friends: [],
    role: 'FINANCE',
  },
  {
    nickname: 'otto',
    displayName: 'Otto Brandt',
    email: 'otto@example.com',
    bio: 'Counts them a third time.',
    interests: ['chess', 'cycling'],
    friends: ['iris'],
    role: 'FINANCE',
  },
  {
    nickname: 'jonas',
    displayName: 'Jonas Frei',
    email: 'jonas@example.com',
    bio: 'Slow on rock, quick with dough.',
    interests: ['climbing', 'bread', 'hiking'],
    friends: [],
  },
  {
    nickname: 'lena',
    displayName: 'Lena Vogt',
    email: 'lena@example.com',
    bio: 'Plays the cello where it is warm.',
    interests: ['music', 'tea'],
    friends: [],
  },
  {
    nickname: 'marco',
    displayName: 'Marco Bianchi',
    email: 'marco@example.com',
    bio: 'On the lake before you are up.',
    interests: ['rowing', 'cooking'],
    friends: [],
  },
  {
    nickname: 'sofia',
    displayName: 'Sofia Marques',
    email: 'sofia@example.com',
    bio: 'Learning the city by tram.',
    interests: ['languages', 'photography'],
    friends: [],
  },
  {
    nickname: 'amara',
    displayName: 'Amara Diallo',
    email: 'amara@example.com',
    bio: 'Bridges, mostly concrete.',
    interests: ['engineering', 'maps'],
    friends: [],
  },
  {
    nickname: 'felix',
    displayName: 'Felix Huber',
    email: 'felix@example.com',
    bio: 'A mountain for every mood.',
    interests: ['hiking', 'climbing', 'woodwork'],
    friends: [],
  },
];

/** A message: by whom, what, and what became of it. */
interface Line {
  readonly author: string;
  readonly text: string;
  /** What it said before its author changed it. */
  readonly before?: string;
  /** Who reacted, and how. */
  readonly reactions?: readonly (readonly [string, string])[];
  /** Which of the lines before it, counted from 0, it answers. */
  readonly answers?: number;
}

/** Direct conversations: between whom, and who said what. Whoever does not speak last has unread messages. */
export const GREETINGS: readonly {
  readonly between: readonly [string, string];
  readonly lines: readonly Line[];
}[] = [
  {
    between: ['ada', 'ben'],
    lines: [
      {
        author: 'ada',
        text: 'Are you coming to the wall on Thursday?',
        before: 'Are you coming to the wall on Tuesday?',
        reactions: [['ben', '🧗']],
      },
      { author: 'ben', text: 'Only if there is soup afterwards.', answers: 0 },
      { author: 'ada', text: 'Mira is streaming soup on Sunday, does that count?' },
    ],
  },
  {
    between: ['ada', 'noor'],
    lines: [
      { author: 'ada', text: 'Did the harbour map arrive?' },
      { author: 'noor', text: 'This morning, in one piece.' },
      { author: 'noor', text: 'Come and see it before it goes on the wall.' },
    ],
  },
  {
    between: ['ben', 'yuki'],
    lines: [{ author: 'yuki', text: 'Your playlist needs more rain.' }],
  },
  {
    between: ['mira', 'noor'],
    lines: [
      { author: 'mira', text: 'I found your map of the old harbour!', reactions: [['noor', '❤️']] },
      { author: 'noor', text: 'The one with the sea monster? Do not let it near the soup.' },
    ],
  },
];

/** Rooms: how each is called, and who said what. */
export const ROOM_TALK: readonly {
  readonly name: string;
  readonly lines: readonly [readonly [string, string], ...(readonly [string, string])[]];
}[] = [
  {
    name: 'Lobby',
    lines: [
      ['yuki', 'Good morning, everybody.'],
      ['tomas', 'Morning! Who wants a chair?'],
      ['ada', 'How many legs has it got this time?'],
    ],
  },
  {
    name: 'Climbers',
    lines: [
      ['noor', 'New routes are up on the north face.'],
      ['ada', 'See you there at seven.'],
    ],
  },
];
