import { expect, test } from '@jest/globals';
import { hasMixedScripts } from './mixed-scripts.ts';

test.each([
  ['раypal', true],
  ['Gοοgle', true],
  ['Official Suppоrt', true],
  ['ᎪДmin', true],
  ['Aꓓmin', true],
  ['Αdmin', true],
  ['ａdmіn', true],
  ['Ada', false],
  ['Клуб JavaScript', false],
  ['3D-печать', false],
  ['Ωmega', false],
  ['сосо', false],
  ['東京タワーからT', false],
  ['ไทยOK', false],
  ['サーバー', false],
  ['e\u0301t\u00e9', false],
  ['עברית English', false],
])('%s mixes scripts to be taken for another: %s', (title, isMixed) => {
  expect(hasMixedScripts(title)).toBe(isMixed);
});
