import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { fileChoiceOf, findExportedResume } from './find-exported-resume.ts';

const own = resumeWith({ hiddenSections: ['SUMMARY'] }, { summary: 'Secret' });
const visitor = { viewerId: null };
const request = {
  ...({ resumeId: 'res_1', format: 'JSON', template: 'CLASSIC', locale: 'en', viewerId: 'usr_ada' } as const),
};

const byToken = async (includesHidden: boolean, resumes = [own]) => {
  const { context } = createWorld({ resumes, caller: visitor });
  const url = context.exportLinks.sign({ ...request, includesHidden }, new Date(NOW.getTime() + 1));
  const search = new URL(url, 'http://gateway').searchParams;
  return findExportedResume(context, { id: 'res_1', format: 'JSON', search });
};

test('a token shows what who asked for it may see, with hidden sections only where they chose so', async () => {
  expect((await byToken(false))?.resume.content.summary).toBeNull();
  expect((await byToken(true))?.resume.content.summary).toBe('Secret');
});

test('a token shows nothing once who asked for it may not see it any more', async () => {
  expect(await byToken(false, [resumeWith({ ownerId: 'usr_ben' })])).toBeNull();
  expect(await byToken(false, [])).toBeNull();
});

test('without a token the caller sees what they may see, and is counted', async () => {
  const of = (search = '') => ({ id: 'res_1', format: 'JSON' as const, search: new URLSearchParams(search) });
  const open = createWorld({ resumes: [resumeWith({ visibility: 'PUBLIC' })], caller: visitor });
  expect((await findExportedResume(open.context, of()))?.resume.id).toBe('res_1');
  expect(open.store.changeCounters).toHaveBeenCalledTimes(1);
  const closed = createWorld({ resumes: [own], caller: visitor }).context;
  expect(await findExportedResume(closed, of())).toBeNull();
  expect(await findExportedResume(open.context, of('token=forged'))).toBeNull();
});

test('template and language are taken where they are known', () => {
  const choice = (search: string) => fileChoiceOf(own, 'PDF', new URLSearchParams(search));
  expect(choice('template=modern&locale=ru')).toEqual({ format: 'PDF', template: 'MODERN', locale: 'ru' });
  expect(choice('template=__proto__&locale=<b>')).toEqual({ format: 'PDF', template: 'CLASSIC', locale: 'en' });
});
