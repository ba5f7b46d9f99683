import { expect, test } from '@jest/globals';
import { ambient } from './ambient.ts';
import { treeOf } from './tree.ts';

const rules = (path: string, text: string) => ambient(treeOf({ [path]: text })).map(({ rule }) => rule);

test.each([
  'const port = process.env.PORT;',
  "const port = process['env']['PORT'];",
  'const { env } = process;',
  "import { env } from 'node:process';",
  'const all = globalThis.process.env;',
])('%s is caught anywhere but in the configuration', (text) => {
  expect(rules('gateway/index.ts', text)).toEqual(['environment']);
  expect(rules('runtime/settings/configuration.ts', text)).toEqual([]);
  expect(rules('prisma.config.ts', text)).toEqual([]);
  expect(rules('tests/global-setup.ts', text)).toEqual([]);
  expect(rules('gateway/index.test.ts', text)).toEqual([]);
});

test.each(['const now = Date.now();', 'const now = new Date();', 'const now = new Date;', 'const now = Date();'])(
  '%s is caught in domains and runtime alone',
  (text) => {
    expect(rules('subgraphs/chat/operations/send.ts', text)).toEqual(['clock']);
    expect(rules('runtime/outbox.ts', text)).toEqual(['clock']);
    expect(rules('runtime/clock.ts', text)).toEqual([]);
    expect(rules('gateway/index.ts', text)).toEqual([]);
    expect(rules('scripts/seed.ts', text)).toEqual([]);
    expect(rules('subgraphs/chat/chat.test.ts', text)).toEqual([]);
  },
);

test.each(['const at = new Date(0);', 'const at = now();', 'const pid = process.pid;', "const env = 'process.env';"])(
  '%s passes',
  (text) => {
    expect(rules('subgraphs/chat/operations/send.ts', text)).toEqual([]);
  },
);
