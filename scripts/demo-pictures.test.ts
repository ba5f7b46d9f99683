import { expect, test } from '@jest/globals';
import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { drawFace, drawScene, writePdf } from './demo-pictures.ts';

test('everybody has a face of their own, always the same', async () => {
  const [ada, ben, again] = await Promise.all(['ada', 'ben', 'ada'].map(drawFace));
  expect(ada).toEqual(again);
  expect(ada).not.toEqual(ben);
  expect(await sharp(ada).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 640 });
});

test('a scene is a landscape', async () => {
  expect(await sharp(await drawScene('harbour')).metadata()).toMatchObject({
    format: 'jpeg',
    width: 1_200,
    height: 800,
  });
});

test('a PDF has its objects where its table says', async () => {
  const pdf = writePdf(['Soup (for six)', 'Leeks']);
  expect(await fileTypeFromBuffer(pdf)).toEqual({ ext: 'pdf', mime: 'application/pdf' });
  const text = pdf.toString('latin1');
  const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
  expect(text.slice(table, table + 4)).toBe('xref');
  const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets.map((offset, at) => text.startsWith(`${at + 1} 0 obj`, offset))).toEqual(Array(5).fill(true));
});
