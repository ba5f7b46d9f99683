import { expect, test } from '@jest/globals';
import { nearestLocale } from '../../../../runtime/text/nearest-locale.ts';
import { placeholdersOf, renderTemplate } from './render-template.ts';

const TEXT = { title: '{{actor}} is live', body: 'Watch {{ stream }} now.\n\nBye', html: null };

test('values take the place of placeholders, in markup escaped', () => {
  const shown = renderTemplate(TEXT, { actor: 'Ada', stream: '<b>"Tea" & \'cake\'</b>' });
  expect(shown).toEqual({
    title: 'Ada is live',
    body: 'Watch <b>"Tea" & \'cake\'</b> now.\n\nBye',
    html: '<p>Watch &lt;b&gt;&quot;Tea&quot; &amp; &#39;cake&#39;&lt;/b&gt; now.</p>\n<p>Bye</p>',
  });
});

test('markup of the template stays, and a value cannot leave its attribute', () => {
  const html = '<a title="{{actor}}" href="https://example.com">{{actor}}</a>';
  expect(renderTemplate({ ...TEXT, html }, { actor: '"><script>alert(1)</script>' }).html).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" href="https://example.com">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</a>',
  );
});

test.each([
  ['a placeholder of its own', '{{stream}}', '{{stream}} is live'],
  ['line breaks, which would begin another header', 'Ada\r\nBcc: eve@example.com', 'Ada Bcc: eve@example.com is live'],
  ['marks that turn the direction', 'Ada\u202egnp', 'Adagnp is live'],
  ['control characters', 'A\u0000d\u0007a', 'Ada is live'],
  ['signs that mean something to a replacement', '$& $1 $$', '$& $1 $$ is live'],
])('a value with %s stays one line of text', (_, actor, title) => {
  expect(renderTemplate(TEXT, { actor, stream: 'x' }).title).toBe(title);
});

test('what has no value is shown by its name, names of the language itself too', () => {
  const text = { title: '{{constructor}} {{toString}} {{__proto__}}', body: 'x', html: null };
  expect(renderTemplate(text, {}).title).toBe('{{constructor}} {{toString}} {{__proto__}}');
});

test('placeholders are found once each, in order', () => {
  expect(placeholdersOf({ title: '{{b}} {{a}}', body: '{{ a }} {{c}} {{}} {{1x}}', html: '{{d}}' })).toEqual([
    'b',
    'a',
    'c',
    'd',
  ]);
});

test.each([
  ['de-CH', ['en', 'de', 'de-CH'], 'de-CH'],
  ['de-CH', ['en', 'de'], 'de'],
  ['de', ['en', 'de-AT'], 'de-AT'],
  ['fr', ['de', 'en'], 'en'],
  ['fr', ['de', 'it'], 'de'],
])('of %s and %j the nearest is %s', (locale, locales, nearest) => {
  expect(
    nearestLocale(
      locales.map((one) => ({ locale: one })),
      locale,
    )?.locale,
  ).toBe(nearest);
});

test('of no text none is near', () => {
  expect(nearestLocale([], 'en')).toBeNull();
});

test('a paragraph of which a value is null is left out, of the text and of its markup', () => {
  const text = {
    title: 'T',
    body: 'One.\n\nUntil {{until}}.\n\nThree {{ other }}.',
    html: '<p>One.</p>\n\n<p>{{until}}</p>',
  };
  expect(renderTemplate(text, { until: null })).toEqual({
    title: 'T',
    body: 'One.\n\nThree {{ other }}.',
    html: '<p>One.</p>',
  });
  expect(renderTemplate(text, { until: '2031-03-01', other: 'x' })).toMatchObject({
    body: 'One.\n\nUntil 2031-03-01.\n\nThree x.',
  });
});
