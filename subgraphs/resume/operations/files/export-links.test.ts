import { expect, test } from '@jest/globals';
import { createExportLinks, type ExportRequest } from './export-links.ts';

const secret = 'a secret of thirty-two characters';
const links = createExportLinks([secret]);
const request: ExportRequest = {
  ...({ resumeId: 'res_1', format: 'PDF', template: 'MODERN', locale: 'ru' } as const),
  ...{ viewerId: 'usr_ada', includesHidden: true },
};
const at = new Date('2031-03-01T12:00:00.000Z');
const url = links.sign(request, at);
const token = new URL(url, 'http://gateway').searchParams.get('token') ?? '';
const before = new Date(at.getTime() - 1);

test('an address says what was asked for, until its time is over', () => {
  expect(url).toMatch(/^\/resumes\/res_1\.pdf\?token=/);
  expect(links.read('res_1', 'PDF', token, before)).toEqual(request);
  expect(links.read('res_1', 'PDF', token, at)).toBeNull();
});

test.each([
  ['another resume', 'res_2', 'PDF', token],
  ['another kind of file', 'res_1', 'JSON', token],
  ['another token', 'res_1', 'PDF', `${token.slice(0, -2)}AA`],
  ['no token', 'res_1', 'PDF', ''],
] as const)('it is none for %s', (_, id, format, given) => {
  expect(links.read(id, format, given, before)).toBeNull();
});

test('one that was signed with a secret that is gone is none', () => {
  expect(createExportLinks(['another secret of 32 characters!']).read('res_1', 'PDF', token, before)).toBeNull();
});
