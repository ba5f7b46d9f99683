import { expect, test } from '@jest/globals';
import { composeDigest } from './compose-digest.ts';

const TEMPLATE = { title: '{{count}} news', body: 'You have {{count}}:\n\n{{items}}', html: null };
const textOf = (nth: number) => ({ title: `Title ${nth}`, body: `Body\n\n${nth} `, html: `<p>Body ${nth}</p>` });

test('texts are listed in their order, as lines and as markup', () => {
  expect(composeDigest(TEMPLATE, [textOf(1), textOf(2)])).toEqual({
    title: '2 news',
    body: 'You have 2:\n\n• Title 1: Body 1\n• Title 2: Body 2',
    html: [
      '<p>You have 2:</p>',
      '<ul>',
      '<li><b>Title 1</b>\n<p>Body 1</p></li>',
      '<li><b>Title 2</b>\n<p>Body 2</p></li>',
      '</ul>',
    ].join('\n'),
  });
});

test('a title is escaped in markup, and neither it nor a body is read as a placeholder or a pattern', () => {
  const text = { title: '<b>$& {{items}}', body: '$1 {{count}}', html: '<p>$1 {{count}}</p>' };
  const { body, html } = composeDigest({ ...TEMPLATE, html: '<div>{{ items }}</div>' }, [text]);

  expect(body).toBe('You have 1:\n\n• <b>$& {{items}}: $1 {{count}}');
  expect(html).toBe('<div><ul>\n<li><b>&lt;b&gt;$&amp; {{items}}</b>\n<p>$1 {{count}}</p></li>\n</ul></div>');
});

test('of more than fifty texts the others are counted', () => {
  const digestOf = (count: number) =>
    composeDigest(
      TEMPLATE,
      Array.from({ length: count }, (_, nth) => textOf(nth + 1)),
    );

  expect(digestOf(50).body).toMatch(/• Title 50: Body 50$/);
  expect(digestOf(52)).toMatchObject({ title: '52 news', body: expect.stringMatching(/• Title 50: Body 50\n\+ 2$/) });
  expect(digestOf(52).html).toMatch(/<p>Body 50<\/p><\/li>\n<li>\+ 2<\/li>\n<\/ul>$/);
});
