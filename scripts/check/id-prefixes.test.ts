import { expect, test } from '@jest/globals';
import { idPrefixes } from './id-prefixes.ts';
import { treeOf } from './tree.ts';

const front = (ids: string) => `export default defineSubgraph({ name: 'x', ids: ${ids} });`;

test('two domains with one prefix are caught, at the second', () => {
  const tree = treeOf({
    'subgraphs/chat/index.ts': front("{ msg: 'Message' }"),
    'subgraphs/mail/index.ts': front("{ ltr: 'Letter',\n'msg': 'Mail' }"),
  });

  expect(idPrefixes(tree)).toEqual([
    {
      file: 'subgraphs/mail/index.ts',
      line: 2,
      rule: 'id-prefixes',
      message: 'the id prefix `msg` is taken by subgraphs/chat/index.ts',
    },
  ]);
});

test('a prefix that no id could carry is caught', () => {
  expect(idPrefixes(treeOf({ 'subgraphs/chat/index.ts': front("{ Message: 'Message' }") }))).toHaveLength(1);
});

test('prefixes of their own pass', () => {
  const tree = treeOf({
    'subgraphs/chat/index.ts': front("{ msg: 'Message', cnv: 'Conversation' }"),
    'subgraphs/auth/index.ts': front("{ usr: 'User' }"),
    'subgraphs/plain/index.ts': "export default defineSubgraph({ name: 'plain' });",
  });

  expect(idPrefixes(tree)).toEqual([]);
});
