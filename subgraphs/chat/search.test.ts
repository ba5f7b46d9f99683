import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, type ChatWorld, openChatWorld } from '../../tests/chat-world.ts';
import { userBlocked, userUnblocked } from '../friends/events.ts';

const SEARCH = `query ($query: String!, $conversationId: ID, $first: Int, $after: String) {
  searchMessages(query: $query, conversationId: $conversationId, first: $first, after: $after) {
    edges { cursor node { text sequence conversation { id } } excerpt { text isMatch } } pageInfo { hasNextPage endCursor } } }`;
const act = (verb: string, type: string) => `mutation ($input: ${type}!) { ${verb}(input: $input) {
  conversation { id } errors { __typename } } }`;
const REMOVE = act('removeMember', 'RemoveMemberInput');
const ROOM = act('createRoom', 'CreateRoomInput');

const [LONG, LONGER] = ['abc'.repeat(100), 'щука'.repeat(900)];

const MESSAGES = [
  LONG,
  LONGER,
  'The quick brown fox',
  'quick as a flash',
  'Ехали на машинах',
  'She runs LATE',
  'Ёлка у café',
  'Deployed phpMyAdmin yesterday',
  'нигде и никогда',
  'take the 1e5x bus',
  '日本語のテキスト',
  '我们的中文搜索功能',
  '東京tower',
  '안녕하세요 여러분',
  'ฉันชอบกินข้าว',
  'カタカナのテキストと',
  'party 🎉🎉 now',
  'well done 👍🏽',
  'all 👨‍👩‍👧 of us',
  'with ❤️ and 🇩🇪',
  'What happiness!',
  'Быть или не быть, и всё',
  'see https://example.com/path?x=1',
  'the answer is 42',
];

describe('searching messages', () => {
  let chat: ChatWorld;
  let [ada, ben, cleo, eve] = ['', '', '', ''];

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());
  beforeEach(() => {
    [ada, ben, cleo, eve] = [chat.person(), chat.person(), chat.person(), chat.person()];
  });

  const page = (who: string, query: string, more = {}): Promise<Answer> => chat.run(who, SEARCH, { query, ...more });
  const texts = async (who: string, query: string, more = {}): Promise<string[]> =>
    (await page(who, query, more)).edges.map(({ node }: Answer) => node.text);
  const say = async (id: string, ...lines: readonly string[]) => {
    for (const line of lines) await chat.send(ada, id, line);
  };

  /** A conversation in which all of it was said, the same for every case. */
  let all: Promise<{ id: string; reader: string }> | undefined;
  const sent = () => {
    all ??= (async () => {
      const [writer, reader] = [ada, ben];
      const id = await chat.open(writer, reader);
      for (const text of MESSAGES) await chat.send(writer, id, text);
      return { id, reader };
    })();
    return all;
  };

  test.each([
    ['any form of a Russian word', 'машина', ['Ехали на машинах']],
    ['any form of an English word', 'running late', ['She runs LATE']],
    ['words whatever their case and accents', 'ЕЛКА cafe', ['Ёлка у café']],
    ['ё for е and е for ё', 'ёлка', ['Ёлка у café']],
    ['the beginning of the last word', 'quick bro', ['The quick brown fox']],
    ['the beginning of a long word whose stem is shorter', 'happin', ['What happiness!']],
    ['all words, in any order', 'fox quick', ['The quick brown fox']],
    ['words that stop lists would leave out', 'и не', ['Быть или не быть, и всё']],
    ['a phrase', '"brown fox"', ['The quick brown fox']],
    ['a phrase within other quotes', '“brown fox”', ['The quick brown fox']],
    ['no phrase in another order', '"fox brown"', []],
    ['either of two', 'fox or happiness', ['What happiness!', 'The quick brown fox']],
    ['what does not hold a word', 'quick -fox', ['quick as a flash']],
    ['a whole word to exclude, not its beginning', 'quick -fo', ['quick as a flash', 'The quick brown fox']],
    ['parts of an address', 'example com', ['see https://example.com/path?x=1']],
    ['numbers', '42', ['the answer is 42']],
    ['marks as if they were blanks', "quick/brown'; --", ['The quick brown fox']],
    ['a beginning that is stemmed to something else', 'phpmy', ['Deployed phpMyAdmin yesterday']],
    ['every beginning', 'depl', ['Deployed phpMyAdmin yesterday']],
    ['two letters of a word', 'ye', ['Deployed phpMyAdmin yesterday']],
    ['a Russian beginning that is stemmed to something else', 'нигд', ['нигде и никогда']],
    ['a beginning of letters and digits', '1e', ['take the 1e5x bus']],
    ['any part of Japanese', 'テキスト', ['カタカナのテキストと', '日本語のテキスト']],
    ['a part across scripts', '語のテ', ['日本語のテキスト']],
    ['one letter of Japanese', '語', ['日本語のテキスト']],
    ['two letters of it', '本語', ['日本語のテキスト']],
    ['no letters in another order', 'ストキテ', []],
    ['no letters that stand apart', '日本の', []],
    ['a part of Japanese and a word', 'tower 東京', ['東京tower']],
    ['any part of Chinese', '文搜索', ['我们的中文搜索功能']],
    ['any part of Korean', '녕하세', ['안녕하세요 여러분']],
    ['any part of Thai', 'ชอบกิน', ['ฉันชอบกินข้าว']],
    ['a phrase of Japanese', '"テキストと"', ['カタカナのテキストと']],
    ['Japanese without some of it', 'テキスト -カタカナ', ['日本語のテキスト']],
    ['either of two parts', '搜索 or 東京', ['東京tower', '我们的中文搜索功能']],
    ['an emoji', '🎉', ['party 🎉🎉 now']],
    ['an emoji in any skin tone', '👍', ['well done 👍🏽']],
    ['an emoji in one skin tone', '👍🏽', ['well done 👍🏽']],
    ['no emoji in another', '👍🏿', []],
    ['an emoji and a word', 'party 🎉', ['party 🎉🎉 now']],
    ['a beginning beside an emoji', '🎉 par', ['party 🎉🎉 now']],
    ['a family as one, and who is in it', '👩', ['all 👨‍👩‍👧 of us']],
    ['a family', '👨‍👩‍👧', ['all 👨‍👩‍👧 of us']],
    ['no other family', '👨‍👩‍👦', []],
    ['a heart, however it is drawn', '❤', ['with ❤️ and 🇩🇪']],
    ['a flag', '🇩🇪', ['with ❤️ and 🇩🇪']],
    ['no other flag', '🇪🇩', []],
    ['without an emoji', 'with -🇩🇪', []],
    ['a beginning of 200 letters of a longer word', LONG.slice(0, 200), [LONG]],
    ['a beginning of 60 letters of it', LONG.slice(0, 60), [LONG]],
    ['a beginning of 200 letters of a word beyond all bounds', LONGER.slice(0, 200), [LONGER]],
    ['no whole word that is only the beginning of one', `${LONG.slice(0, 200)} hello`, []],
    ['nothing for nothing but exclusions', '-fox', []],
    ['nothing for marks', '"" - & | ! :* ()', []],
    ['nothing for a word that nobody said', 'xyzzy', []],
  ])('finds %s', async (_, query, expected) => {
    const { id, reader } = await sent();
    expect(await texts(reader, query)).toEqual(expected);
    expect(await texts(reader, query, { conversationId: id })).toEqual(expected);
  });

  test('whatever is asked, the answer is a list', async () => {
    const id = await chat.open(ada, ben);
    await say(id, "it's a \\ test's 'end", 'x'.repeat(4_000), 'щ'.repeat(4_000), '😀'.repeat(2_000));
    for (const query of [
      ...'\'|\\|\'\'|:*|a:*|a & b|!a|!!a|(a|a)|<->|a <-> b|-"a b"|"a b|"|--a|a -|or|or or|a or|or a|%|_|😀|$1|\u0000x'.split(
        '|',
      ),
      'a '.repeat(100),
      'ab or '.repeat(33),
      '-a '.repeat(60),
      'x'.repeat(200),
      '"a" '.repeat(50),
    ]) {
      const { data, errors } = await chat.execute(SEARCH, { query }, chat.as(ben));
      if (query.includes('\u0000')) expect(Object(errors)[0].extensions.code).toBe('BAD_USER_INPUT');
      else expect([query, errors, Array.isArray(Object(data).searchMessages.edges)]).toEqual([query, undefined, true]);
    }
    expect(await texts(ben, "test's")).toEqual(["it's a \\ test's 'end"]);
  });

  test('matches are marked in the excerpt, as they were written', async () => {
    const id = await chat.open(ada, ben);
    await say(id, 'Ёлки и ёлочки, Trees and tree');
    const { edges } = await page(ben, 'елка tree');
    expect(edges[0].excerpt).toEqual([
      { text: 'Ёлки', isMatch: true },
      { text: ' и ёлочки, ', isMatch: false },
      { text: 'Trees', isMatch: true },
      { text: ' and ', isMatch: false },
      { text: 'tree', isMatch: true },
    ]);
  });

  test('what is found within words is marked in the excerpt', async () => {
    const id = await chat.open(ada, ben);
    await say(id, '日本語のテキスト 👍🏽');
    const { edges } = await page(ben, 'テキスト 👍');
    expect(edges[0].excerpt).toEqual([
      { text: '日本語の', isMatch: false },
      { text: 'テキスト', isMatch: true },
      { text: ' ', isMatch: false },
      { text: '👍🏽', isMatch: true },
    ]);
  });

  test('pages go from the newest to the oldest, through all conversations as through one, each message once', async () => {
    const ids = [await chat.open(ada, ben), await chat.open(ada, ben, cleo)];
    for (const nth of [1, 2, 3, 4, 5, 6, 7]) await say(ids[nth % 2] ?? '', `needle ${nth}`, 'hay');
    const walk = async (more: object): Promise<string[]> => {
      const found: string[] = [];
      for (let after: string | null = null, rest = true; rest; ) {
        const { edges, pageInfo }: Answer = await page(ben, 'needle', { first: 2, after, ...more });
        found.push(...edges.map(({ node }: Answer) => node.text));
        [after, rest] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      return found;
    };
    expect(await walk({})).toEqual([7, 6, 5, 4, 3, 2, 1].map((nth) => `needle ${nth}`));
    expect(await walk({ conversationId: ids[1] })).toEqual([7, 5, 3, 1].map((nth) => `needle ${nth}`));
    expect(await chat.codeOf(ben, SEARCH, { query: 'needle', first: 101 })).toBe('BAD_USER_INPUT');
    expect(await chat.codeOf(ben, SEARCH, { query: 'needle', after: 'nonsense' })).toBe('BAD_USER_INPUT');
  });

  test('a long history is searched stretch by stretch: the newest and the oldest are found, in order', async () => {
    const id = await chat.open(ada, ben);
    await say(id, 'needle first');
    await chat.sql.$executeRaw`
      INSERT INTO message (conversation_id, sequence, id, author_id, text, sent_at)
      SELECT ${id}, nth, 'msg_' || ${id} || nth, ${ada}, CASE WHEN nth % 3000 = 0 THEN 'needle ' || nth ELSE 'hay' END, now()
      FROM generate_series(2, 10000) AS nth`;
    await chat.sql.$executeRaw`UPDATE conversation SET last_sequence = 10000 WHERE id = ${id}`;
    expect(await texts(ben, 'needle', { conversationId: id })).toEqual([
      'needle 9000',
      'needle 6000',
      'needle 3000',
      'needle first',
    ]);
    expect(await texts(ben, '"needle first"')).toEqual(['needle first']);
    const { pageInfo } = await page(ben, 'needle', { conversationId: id, first: 2 });
    const rest = { conversationId: id, first: 2, after: pageInfo.endCursor };
    expect(await texts(ben, 'needle', rest)).toEqual(['needle 3000', 'needle first']);
  });

  test('only where the viewer is a member now, and not of a pair one of whom has blocked the other', async () => {
    const [pair, group] = [await chat.open(ada, ben), await chat.open(ada, ben, cleo)];
    await say(pair, 'secret of two');
    await say(group, 'secret of three');
    const { conversation: room } = await chat.run(ada, ROOM, { input: { name: 'Room' } });
    await say(room.id, 'secret of all');

    expect(await texts(ada, 'secret')).toEqual(['secret of all', 'secret of three', 'secret of two']);
    expect(await texts(ben, 'secret')).toEqual(['secret of three', 'secret of two']);
    expect(await texts(eve, 'secret')).toEqual([]);
    for (const conversationId of [pair, group, 'cnv_none', ''])
      expect(await texts(eve, 'secret', { conversationId })).toEqual([]);
    expect(await texts(eve, 'secret', { conversationId: room.id })).toEqual(['secret of all']);

    await chat.run(ada, REMOVE, { input: { conversationId: group, userId: ben } });
    expect(await texts(ben, 'secret')).toEqual(['secret of two']);
    expect(await texts(ben, 'secret', { conversationId: group })).toEqual([]);
    const block = { userId: ada, blockedId: ben, at: new Date().toISOString() };
    await chat.publish(userBlocked, block);
    for (const who of [ada, ben]) expect(await texts(who, 'secret', { conversationId: pair })).toEqual([]);
    expect(await texts(ben, 'secret')).toEqual([]);
    await chat.publish(userUnblocked, { ...block, at: new Date().toISOString() });
    expect(await texts(ben, 'secret')).toEqual(['secret of two']);
    expect(await chat.codeOf(null, SEARCH, { query: 'secret' })).toBe('UNAUTHENTICATED');
  });

  test('a text that is changed is found by its new words only, and one that is erased not at all', async () => {
    const id = await chat.open(ada, ben);
    await say(id, 'old words', 'a secret');
    await chat.sql.$executeRaw`UPDATE message SET text = 'new words' WHERE conversation_id = ${id} AND sequence = 1`;
    await chat.sql.$executeRaw`UPDATE message SET text = '' WHERE conversation_id = ${id} AND sequence = 2`;
    expect(await texts(ben, 'old')).toEqual([]);
    expect(await texts(ben, 'words')).toEqual(['new words']);
    expect(await texts(ben, 'secret')).toEqual([]);
  });

  test('a page is one statement, and its conversations one more, however many there are', async () => {
    for (const _ of [1, 2, 3, 4, 5]) await say(await chat.open(ada, chat.person()), 'needle');
    await chat.settled();
    chat.statements();
    expect(await texts(ada, 'needle')).toHaveLength(5);
    expect(chat.statements().filter((text) => !text.includes('projected_sequence <'))).toHaveLength(2);
  });
});
