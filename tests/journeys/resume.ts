import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPdf } from '../../runtime/pdf/fixtures/read-pdf.ts';
import { type Person, post, registerPerson } from '../client.ts';
import type { JourneySystem } from './journey-system.ts';

/** Somebody brings their resume along, changes it, and sends it to people who have no account. */
export const resumes = (at: () => JourneySystem) =>
  describe('a resume', () => {
    let system: JourneySystem;
    let ada: Person;
    let resumeId: string;

    beforeAll(async () => {
      system = at();
      ada = await registerPerson(system.url, 'ada');
    });
    afterAll(() => ada?.close());

    test('is imported, and changed', async () => {
      const sample = createRequire(import.meta.url).resolve('@jsonresume/schema/sample.resume.json');
      const { resume, report } = await ada.do(
        'importResume',
        { json: readFileSync(sample, 'utf8'), mode: 'CREATE' },
        'resume { id title version work { name } } report { dropped { path } changed { path } }',
      );
      resumeId = resume.id;
      expect(resume).toMatchObject({ title: 'Richard Hendriks', version: 1, work: [{ name: 'Pied Piper' }] });
      expect(report).toEqual({ dropped: [{ path: 'basics.image' }, { path: 'meta' }], changed: [] });
      const changed = await ada.do(
        'updateResume',
        { resumeId, summary: 'Changed by the journey', hiddenSections: ['REFERENCES'], expectedVersion: 1 },
        'resume { version }',
      );
      expect(changed.resume.version).toBe(2);
    });

    test('is downloaded as PDF by a link, until the link is revoked', async () => {
      const { link } = await ada.do('createResumeLink', { resumeId }, 'link { id url }');
      expect(link.url).toBe(`${system.url}/r/${link.url.split('/r/')[1]}`);
      const pdf = await fetch(link.url, { headers: { accept: 'application/pdf' } });
      expect([pdf.status, pdf.headers.get('content-type'), pdf.headers.get('x-robots-tag')]).toEqual([
        ...[200, 'application/pdf', 'noindex'],
      ]);
      const { text } = await readPdf(new Uint8Array(await pdf.arrayBuffer()));
      for (const part of ['Richard Hendriks', 'Changed by the journey', 'Pied Piper']) expect(text).toContain(part);
      expect(text).not.toContain('Erlich Bachman');
      const json = await fetch(link.url, { headers: { accept: 'application/json' } });
      expect(await json.json()).toMatchObject({ basics: { summary: 'Changed by the journey' } });
      expect(
        (await ada.ask('query ($id: ID!) { resume(id: $id) { viewCount } }', { id: resumeId })).resume.viewCount,
      ).toBe(2);

      await ada.do('revokeResumeLink', { linkId: link.id }, 'resume { id }');
      expect((await fetch(link.url)).status).toBe(404);
    });

    test('is exported to a file, and found once it is public', async () => {
      const { exportResume } = await ada.ask(
        'query ($id: ID!) { exportResume(id: $id, format: MARKDOWN) { url errors { __typename } } }',
        { id: resumeId },
      );
      const file = await fetch(`${system.url}${exportResume.url}`);
      expect(await file.text()).toContain('# Richard Hendriks');
      const search = async () =>
        (await post(system.url, '{ searchResumes(query: "hooli") { edges { node { id } } } }')).body.data.searchResumes;
      expect(JSON.stringify(await search())).not.toContain(resumeId);
      await ada.do('updateResume', { resumeId, visibility: 'PUBLIC' }, 'resume { visibility }');
      expect(JSON.stringify(await search())).toContain(resumeId);
      await ada.do('deleteResume', { resumeId }, 'resumeId');
      expect((await fetch(`${system.url}${exportResume.url}`)).status).toBe(404);
    });
  });
