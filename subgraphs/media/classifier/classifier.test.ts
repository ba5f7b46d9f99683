import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Classifier, isClassifierInstalled, openClassifier } from './classifier.ts';

const ODD_THREAD = new URL('./fixtures/odd-thread.ts', import.meta.url);
let classifier: Classifier;

afterEach(() => classifier.close());

test.each(['fails', 'nothing', 'nonsense', 'zeros', 'ends', 'throws'])(
  'a model that %s passes no file, and the next image gets another one',
  async (path) => {
    classifier = openClassifier({ thread: ODD_THREAD });
    const [failed, next] = await Promise.allSettled([classifier.classify(path), classifier.classify('clean')]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'the classifier cannot be used' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: [{ name: 'NEUTRAL', score: 0.8 }, {}, {}, {}, {}] });
  },
);

test('a model that takes too long passes no file', async () => {
  classifier = openClassifier({ thread: ODD_THREAD, timeLimitMs: 1 });
  await expect(classifier.classify('hangs')).rejects.toThrow('the classifier cannot be used');
});

const isInstalled = isClassifierInstalled();
if (!isInstalled) console.warn('the packages of the classifier are not installed: the model is not tested');

(isInstalled ? test : test.skip)('the model finds nothing in a plain picture', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'classifier-'));
  const path = join(folder, 'plain.webp');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#88aacc' } }).toFile(path);
  classifier = openClassifier();
  const labels = await classifier.classify(path).finally(() => rmSync(folder, { recursive: true }));
  expect(labels.map(({ name }) => name).sort()).toEqual(['DRAWING', 'HENTAI', 'NEUTRAL', 'PORN', 'SEXY']);
  expect(labels.find(({ name }) => name === 'PORN')?.score).toBeLessThan(0.5);
});
