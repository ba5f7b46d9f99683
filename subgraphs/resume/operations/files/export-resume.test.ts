import { expect, test } from '@jest/globals';
import { createWorld, NOW, resumeWith } from '../../fixtures/operation-world.ts';
import { exportResume } from './export-resume.ts';

const read = (context: ReturnType<typeof createWorld>['context'], url: string | null | undefined) =>
  context.exportLinks.read('res_1', 'JSON', new URL(url ?? '', 'http://g').searchParams.get('token') ?? '', NOW);

test('the owner chooses whether hidden sections are in the file, and nobody else does', async () => {
  const { context } = createWorld({ resumes: [resumeWith({ locale: 'ru' })] });
  const plain = await exportResume(context, { id: 'res_1', format: 'JSON' });
  expect(read(context, plain?.url)).toMatchObject({ includesHidden: false, locale: 'ru', viewerId: 'usr_ada' });
  const whole = await exportResume(context, { id: 'res_1', format: 'JSON', includeHidden: true });
  expect(read(context, whole?.url)).toMatchObject({ includesHidden: true });
  const other = createWorld({ resumes: [resumeWith({ ownerId: 'usr_ben', visibility: 'PUBLIC' })] }).context;
  const theirs = await exportResume(other, { id: 'res_1', format: 'JSON', includeHidden: true });
  expect(read(other, theirs?.url)).toMatchObject({ includesHidden: false });
});

test('there is no address for what the viewer does not see, for what a PDF cannot show, and too often', async () => {
  expect(await exportResume(createWorld().context, { id: 'res_1', format: 'JSON' })).toBeNull();
  const resumes = [resumeWith()];
  const missing = createWorld({ resumes, rendered: { kind: 'missing-glyphs', characters: ['東'] } }).context;
  expect(await exportResume(missing, { id: 'res_1', format: 'PDF' })).toMatchObject({
    ...{ url: null, errors: [{ __typename: 'GlyphMissing' }] },
  });
  const often = createWorld({ resumes, retryAfter: 5 }).context;
  expect(await exportResume(often, { id: 'res_1', format: 'PDF' })).toMatchObject({
    ...{ url: null, errors: [{ __typename: 'TooManyAttempts', retryAfter: 5 }] },
  });
});
