import { cpus } from 'node:os';
import { startBenchDatabase } from './bench-database.ts';
import { LARGE, makeConversations } from './chat-history/make-conversations.ts';
import { type OpenChat, openChat } from './chat-history/open-chat.ts';
import { type Question, questionsOf } from './chat-history/questions.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';

const COUNTS = { messages: 1_000_000, conversations: 5_000, messagesEach: 100, others: 50_000 } as const;
const ROUNDS = 200;
const WARMING = 10;
/** Of how many messages the words are searched for: each from another part of the history. */
const SAMPLED = 40;

/**
 * Measures reading and searching a long history, and a list of very many conversations, through the domain's executor:
 * GraphQL, rules and permissions included, gateway and network not. Resolves to whether every goal was met.
 */
export async function benchChatHistory(print: (line: string) => void): Promise<boolean> {
  const database = await startBenchDatabase(['chat']);
  try {
    print(`making ${COUNTS.messages.toLocaleString('en')} messages in one conversation, and 5,000 conversations`);
    await makeConversations(database.ownerUrlOf('chat'), COUNTS);
    const chat = await openChat(database.urlOf('chat'));
    try {
      return await measureAll(chat, print);
    } finally {
      await chat.close();
    }
  } finally {
    await database.remove();
  }
}

async function measureAll(chat: OpenChat, print: (line: string) => void): Promise<boolean> {
  print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
  print(`${PERCENTILE_HEADING}${'goal'.padStart(8)}${'p95/goal'.padStart(10)}`);
  let isMet = true;
  for (const question of questionsOf(COUNTS.messages, await wordsOf(chat))) {
    const samples = await measure(chat, question);
    const ratio = percentile(samples, 0.95) / question.goalMs;
    isMet &&= ratio <= 1;
    const goal = `${String(question.goalMs).padStart(8)}${ratio.toFixed(2).padStart(10)}`;
    print(`${percentileLine(question.name, samples)}${goal}`);
  }
  return isMet;
}

/** Sequentially: measures the latency of one request, not throughput. */
async function measure(chat: OpenChat, { query, variables }: Question): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let nth = -WARMING; nth < ROUNDS; nth += 1) {
    const input = variables(nth + WARMING);
    const start = performance.now();
    await chat.ask(query, input);
    if (nth >= 0) samples.push(performance.now() - start);
  }
  return samples;
}

/** A sample of the words of the messages, frequent and rare ones in their natural mix. */
async function wordsOf(chat: OpenChat): Promise<readonly string[]> {
  const words: string[] = [];
  for (let nth = 0; nth < SAMPLED; nth += 1) {
    const sequence = Math.floor((COUNTS.messages * nth) / SAMPLED);
    const after = Buffer.from(JSON.stringify(['messages', sequence])).toString('base64url');
    const query = `query ($id: ID!, $after: String) { conversation(id: $id) {
      messages(first: 1, after: $after) { edges { node { text } } } } }`;
    const response = JSON.stringify(await chat.ask(query, { id: LARGE.conversationId, after }));
    words.push(...(response.match(/"text":"([^"]+)"/)?.[1] ?? '').split(' '));
  }
  return words;
}
