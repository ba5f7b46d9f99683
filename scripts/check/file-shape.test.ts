import { expect, test } from '@jest/globals';
import { fileShape } from './file-shape.ts';
import { treeOf } from './tree.ts';

const objections = (path: string, text = '') => fileShape(treeOf({ [path]: text })).map(({ message }) => message);
const lines = (count: number, line = '//') => `${Array.from({ length: count }, () => line).join('\n')}\n`;
const functionOf = (count: number) => `const work = () => {\n${lines(count - 2, '  step();')}};\n`;

test('a function of 61 lines is caught, one of 60 passes, and tests may be long', () => {
  expect(objections('runtime/a.ts', functionOf(61))).toEqual(['a function of 61 lines, over 60']);
  expect(objections('runtime/a.ts', functionOf(60))).toEqual([]);
  expect(objections('runtime/a.test.ts', functionOf(61))).toEqual([]);
});

test('a factory is not charged for the lines of its methods', () => {
  const methods = Array.from({ length: 9 }, (_, index) => `  m${index}() {\n${lines(10, '    step();')}  },\n`);

  expect(objections('runtime/a.ts', `const open = () => ({\n${methods.join('')}});\n`)).toEqual([]);
});

test('six exports are caught, types and lists among them; overloads count once', () => {
  const five = 'export const a = 1, b = 2; export type C = 1; export interface D {} export function e(): void {}\n';
  const overloads = 'export function e(one: string): void;\nexport function e(one: number): void;\n';

  expect(objections('runtime/a.ts', `${five}const f = 1; export { f };`)).toEqual(['6 exports, over 5']);
  expect(objections('runtime/a.ts', five.replace('export function e(): void {}', '') + overloads)).toEqual([]);
});

test.each(['subgraphs/chat/events.ts', 'subgraphs/chat/resolvers/index.ts', 'runtime/a.test.ts'])(
  '%s may export more',
  (path) => {
    expect(objections(path, 'export const a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;')).toEqual([]);
  },
);

test.each(['runtime/utils.ts', 'runtime/string-helpers.ts', 'runtime/common/a.ts', 'gateway/user-service.ts'])(
  '%s is a name that says nothing',
  (path) => {
    expect(objections(path)).toEqual([expect.stringContaining('says nothing')]);
  },
);

test.each(['jest.config.ts', 'runtime/a-1.test.ts', 'runtime/service-caller.ts', 'subgraphs/a/generated.ts'])(
  '%s is a good name',
  (path) => {
    expect(objections(path)).toEqual([]);
  },
);

test('a file five folders deep is caught, whatever its kind', () => {
  expect(objections('prisma/chat/migrations/2026/more/a.sql')).toEqual(['lies 5 folders deep, over 4']);
  expect(objections('prisma/chat/migrations/2026/a.sql')).toEqual([]);
});
