import { startBenchDatabase } from './bench-database.ts';
import { LARGE, makeConversations } from './chat-history/make-conversations.ts';
import { type OpenChat, openChat } from './chat-history/open-chat.ts';
import { percentile } from './percentiles.ts';

const COUNTS = { messages: 2_000, conversations: 50, messagesEach: 20, others: 50 } as const;
const CONCURRENCY = 5;
/** Operations are measured in turn, so that a slow second of the machine meets all of them. */
const ROUNDS = 6;
const CALLS_EACH_ROUND = 600;

/** One kind of read, as a gateway sends it. */
interface Read {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const READS: readonly Read[] = [
  {
    name: '20 conversations',
    query: `query ($first: Int) { conversations(first: $first) { edges { cursor node { id kind title unreadCount isMuted
      otherUser { id } lastMessage { id sequence text sentAt author { id } } } } pageInfo { endCursor hasNextPage } } }`,
    variables: { first: 20 },
  },
  {
    name: '50 messages',
    query: `query ($id: ID!, $last: Int) { conversation(id: $id) { messages(last: $last) { edges { cursor
      node { id sequence text sentAt author { id } } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }`,
    variables: { id: LARGE.conversationId, last: 50 },
  },
  {
    name: 'unread count of one',
    query: 'query ($id: ID!) { conversation(id: $id) { unreadCount } }',
    variables: { id: LARGE.conversationId },
  },
  {
    name: 'presence of 20 people',
    query: `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on User { isOnline lastSeenAt } } }`,
    variables: {
      representations: Array.from({ length: 20 }, (_, nth) => ({ __typename: 'User', id: `usr_other_${nth + 1}` })),
    },
  },
];

/**
 * Measures reads of chat through the domain's executor with a small database, five at a time: what GraphQL, loaders,
 * drivers and domain code cost a process without a gateway. It has no goal: compare two runs.
 */
export async function benchSubgraph(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(['chat']);
  try {
    await makeConversations(database.ownerUrlOf('chat'), COUNTS);
    const chat = await openChat(database.urlOf('chat'));
    try {
      await measureAll(chat, print);
    } finally {
      await chat.close();
    }
  } finally {
    await database.remove();
  }
  return true;
}

async function measureAll(chat: OpenChat, print: (line: string) => void): Promise<void> {
  print(`${'medians of rounds'.padEnd(32)}${'calls/s'.padStart(10)}${'CPU µs'.padStart(10)}`);
  const rounds = new Map<Read, Round[]>(READS.map((read) => [read, []]));
  for (let nth = -1; nth < ROUNDS; nth += 1) {
    for (const [read, measured] of rounds) {
      const round = await measure(chat, read);
      // The first round warms code, connections and caches.
      if (nth >= 0) measured.push(round);
    }
  }
  for (const [{ name }, measured] of rounds) {
    const perSecond = percentile(
      measured.map((round) => round.perSecond),
      0.5,
    );
    const cpu = percentile(
      measured.map((round) => round.cpuMicros),
      0.5,
    );
    print(`${name.padEnd(32)}${perSecond.toFixed(0).padStart(10)}${cpu.toFixed(0).padStart(10)}`);
  }
}

interface Round {
  readonly perSecond: number;
  /** Processor time of this process a call. */
  readonly cpuMicros: number;
}

async function measure(chat: OpenChat, { query, variables }: Read): Promise<Round> {
  let left = CALLS_EACH_ROUND;
  const start = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left > 0) {
        left -= 1;
        await chat.ask(query, variables);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1_000;
  return { perSecond: CALLS_EACH_ROUND / seconds, cpuMicros: (user + system) / CALLS_EACH_ROUND };
}
