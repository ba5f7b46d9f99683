import type { Answer, ChatWorld } from './chat-world.ts';
import { randomOf } from './seeded-random.ts';

/** People who do whatever comes to their minds, the same in every run of one seed. */
export interface Crowd {
  readonly people: readonly string[];
  /** One of them does one thing. */
  act(): Promise<void>;
  /** A number from 0, below another. */
  random(below: number): number;
  /** How often each mutation succeeded. */
  readonly done: ReadonlyMap<string, number>;
}

interface SentMessage {
  readonly id: string;
  readonly author: string;
  readonly conversationId: string;
}

/** What an action has to go on. */
interface Scene {
  readonly people: readonly string[];
  /** Conversations that were opened, except the room. */
  readonly conversations: string[];
  readonly room: { readonly id: string; readonly name: string };
  readonly sent: SentMessage[];
  random(below: number): number;
  pick<Item>(from: readonly Item[]): Item;
  /** Runs a mutation as somebody; what is refused is refused. */
  run(who: string, verb: string, input: object, selection?: string): Promise<Answer>;
}

/** Mostly the host, who may do most. */
const someone = ({ people, pick, random }: Scene): string => (random(2) === 0 ? (people[0] ?? '') : pick(people));

const anybody = ({ people, pick }: Scene): string => pick(people);

/** Anybody but the host: a group that its owner leaves has little left to happen in. */
const guest = ({ people, pick }: Scene): string => pick(people.slice(1));

const EMOJIS = ['👍', '🎉', '❤️', '👩‍👩‍👧‍👦'];
const REACTED = 'message { id }';

const send = async ({ run, pick, people, conversations, room, sent, random }: Scene): Promise<void> => {
  const [author, conversationId] = [pick(people), pick([...conversations.slice(0, 4), room.id])];
  const repliable = sent.filter((each) => each.conversationId === conversationId);
  const input = {
    conversationId,
    text: `text ${random(1_000)}`,
    ...(repliable.length > 0 && random(3) === 0 ? { replyToId: pick(repliable).id } : {}),
    ...(random(3) === 0 ? { mentionedUserIds: [pick(people)] } : {}),
  };
  const { message } = await run(author, 'sendMessage', input, REACTED);
  if (message !== null) sent.push({ id: message.id, author, conversationId });
};

/** Does something with a message; mostly as its author. */
const withMessage =
  (verb: string, inputOf: (scene: Scene) => object = () => ({})) =>
  async (scene: Scene): Promise<void> => {
    if (scene.sent.length === 0) return;
    const { id, author } = scene.pick(scene.sent);
    const who = scene.random(2) === 0 ? author : someone(scene);
    await scene.run(who, verb, { messageId: id, ...inputOf(scene) }, REACTED);
  };

const withConversation =
  (verb: string, inputOf: (scene: Scene) => object = () => ({}), whoOf = someone) =>
  async (scene: Scene): Promise<void> =>
    void (await scene.run(whoOf(scene), verb, {
      conversationId: scene.pick(scene.conversations.slice(0, 4)),
      ...inputOf(scene),
    }));

const open = async (scene: Scene, input: object): Promise<void> => {
  const { conversation } = await scene.run(scene.pick(scene.people), 'createConversation', input);
  if (conversation !== null) scene.conversations.push(conversation.id);
};

/** What can happen, and how often it does. Every other change that the inbox stream delivers belongs here, too. */
const ACTIONS: readonly (readonly [weight: number, act: (scene: Scene) => Promise<void>])[] = [
  [14, send],
  [4, withMessage('editMessage', ({ random }) => ({ text: `edited ${random(4)}` }))],
  [2, withMessage('deleteMessage')],
  [5, withMessage('addReaction', ({ pick }) => ({ emoji: pick(EMOJIS) }))],
  [2, withMessage('removeReaction', ({ pick }) => ({ emoji: pick(EMOJIS) }))],
  [3, withMessage('pinMessage')],
  [2, withMessage('unpinMessage')],
  [3, withConversation('markConversationRead', ({ random }) => ({ sequence: random(15) }))],
  [2, withConversation('muteConversation', undefined, anybody)],
  [1, withConversation('unmuteConversation', undefined, anybody)],
  [2, withConversation('archiveConversation', undefined, anybody)],
  [1, withConversation('unarchiveConversation', undefined, anybody)],
  [2, withConversation('updateConversation', ({ random }) => ({ title: `Title ${random(100)}` }))],
  [2, withConversation('addMembers', ({ pick, people }) => ({ userIds: [pick(people)] }))],
  [2, withConversation('removeMember', ({ pick, people }) => ({ userId: pick(people.slice(1)) }))],
  [1, withConversation('leaveConversation', undefined, guest)],
  [
    3,
    withConversation('setMemberRole', ({ pick, people }) => ({
      userId: pick(people),
      role: pick(['OWNER', 'ADMIN', 'MEMBER']),
    })),
  ],
  [
    1,
    (scene) =>
      open(scene, {
        kind: 'GROUP',
        title: `Group ${scene.random(100)}`,
        memberIds: [scene.pick(scene.people), scene.pick(scene.people)],
      }),
  ],
  [1, (scene) => open(scene, { kind: 'DIRECT', memberIds: [scene.pick(scene.people)] })],
  [1, async ({ run, pick, people, room }) => void (await run(pick(people), 'joinRoom', { name: room.name }))],
  [1, async ({ run, pick, people, room }) => void (await run(pick(people), 'leaveRoom', { name: room.name }))],
];

const TURNS = ACTIONS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

/** Makes friends of people, and brings them together in a group, a direct conversation and a room. */
export async function gatherCrowd(
  chat: ChatWorld,
  people: readonly string[],
  { seed, roomName }: { readonly seed: number; readonly roomName: string },
): Promise<Crowd> {
  chat.befriend(...people);
  const random = randomOf(seed);
  const done = new Map<string, number>();
  const run: Scene['run'] = async (who, verb, input, selection = 'conversation { id }') => {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
    const mutation = `mutation ($input: ${type}!) { ${verb}(input: $input) { ${selection} errors { __typename } } }`;
    const answer = await chat.run(who, mutation, { input });
    if (answer.errors.length === 0) done.set(verb, (done.get(verb) ?? 0) + 1);
    return answer;
  };
  const [host = '', other = ''] = people;
  const { conversation: room } = await run(host, 'createRoom', { name: roomName });
  const conversations = [
    await chat.open(host, ...people.slice(1, 4)),
    await chat.open(host, other),
    await chat.open(host, ...people.slice(2)),
  ];
  const scene = { people, conversations, room: { id: room.id, name: roomName }, sent: [], run };
  return {
    people,
    random,
    done,
    async act() {
      // Numbers of its own: what happens at the same time does not change what it draws.
      const luck = luckOf(randomOf(random(2 ** 31)));
      await luck.pick(TURNS)({ ...scene, ...luck });
    },
  };
}

const luckOf = (random: Scene['random']): Pick<Scene, 'random' | 'pick'> => ({
  random,
  pick(from) {
    const item = from[random(from.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  },
});
