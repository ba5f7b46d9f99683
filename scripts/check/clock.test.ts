import { expect, test } from '@jest/globals';
import { clock } from './clock.ts';
import { treeOf } from './tree.ts';

const findings = (path: string, text: string) => clock(treeOf({ [path]: text }));

test.each(['const now = Date.now();', 'const now = new Date();', 'const now = new Date;', 'const now = Date();'])(
  '%s is caught in domains and runtime only',
  (text) => {
    expect(findings('subgraphs/chat/operations/send.ts', text)).toMatchObject([{ rule: 'clock', line: 1 }]);
    expect(findings('runtime/outbox.ts', text)).toHaveLength(1);
    expect(findings('runtime/clock.ts', text)).toEqual([]);
    expect(findings('gateway/index.ts', text)).toEqual([]);
    expect(findings('scripts/seed.ts', text)).toEqual([]);
    expect(findings('subgraphs/chat/chat.test.ts', text)).toEqual([]);
  },
);

test.each(['before.setTime(0);', 'now().setUTCHours(0, 0);', "at['setDate'](1);"])('%s is caught', (text) => {
  const message = 'make another `Date` instead of changing one';
  expect(findings('subgraphs/chat/operations/send.ts', text)).toMatchObject([{ rule: 'clock', message }]);
});

test.each([
  'settings.setTimeZone(zone);',
  'const at = new Date(0);',
  'const at = now();',
  'const at = Date.parse(text);',
])('%s passes', (text) => {
  expect(findings('subgraphs/chat/operations/send.ts', text)).toEqual([]);
});
