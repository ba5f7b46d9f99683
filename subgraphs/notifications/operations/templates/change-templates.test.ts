import { describe, expect, jest, test } from '@jest/globals';
import { AT, callerOf, exampleTemplate } from '../../../../tests/example-notification.ts';
import type { NotificationsStore, NotificationTemplate } from '../../repository/index.ts';
import { createTemplate, previewTemplate, updateTemplate } from './change-templates.ts';

const TEXT = { name: 'test.hello', locale: 'en', title: ' Hi {{who}} ', body: 'It is {{what}}' };

function worldOf(templates: readonly NotificationTemplate[] = [], viewerId: string | null = 'usr_ada') {
  const store = {
    lockTemplate: jest.fn<NotificationsStore['lockTemplate']>(async () => undefined),
    newestOf: jest.fn<NotificationsStore['newestOf']>(async () => [...templates]),
    addTemplate: jest.fn<NotificationsStore['addTemplate']>(async ({ createdBy: _, ...draft }) => ({
      ...draft,
      version: 1,
    })),
    recordAudit: jest.fn<NotificationsStore['recordAudit']>(async () => undefined),
  };
  return {
    store,
    caller: callerOf(viewerId),
    requestId: null,
    now: () => AT,
    repository: {
      newestOf: store.newestOf,
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

const OPERATIONS = [
  ['creating', createTemplate],
  ['updating', updateTemplate],
] as const;

test.each(
  OPERATIONS.flatMap(([name, operation]) =>
    [
      ['a name with spaces', { name: 'No Name' }, 'name'],
      ['an overlong name', { name: 'x'.repeat(81) }, 'name'],
      ['a blank title', { title: ' ' }, 'title'],
      ['a title of two lines', { title: 'a\nb' }, 'title'],
      ['an overlong title', { title: 'x'.repeat(201) }, 'title'],
      ['an overlong body', { body: 'x'.repeat(4_001) }, 'body'],
      ['overlong markup', { html: 'x'.repeat(50_001) }, 'html'],
      ['no locale', { locale: undefined }, 'locale'],
    ].map(([what, input, field]) => [name, what, operation, input, field] as const),
  ),
)('%s a template with %s is refused, and nothing is stored', async (_, __, operation, input, field) => {
  const world = worldOf([exampleTemplate()]);

  // as: each row spreads an object.
  expect(await operation(world, { ...TEXT, ...(input as object) })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', field] },
  });
  expect(world.store.addTemplate).not.toHaveBeenCalled();
});

test.each(OPERATIONS)('%s a template requires a viewer', async (_, operation) => {
  await expect(operation(worldOf([], null), TEXT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

describe('createTemplate', () => {
  test('stores the first version of a locale, under the lock of the name', async () => {
    const world = worldOf([exampleTemplate({ locale: 'de' })]);

    expect(await createTemplate(world, TEXT)).toMatchObject({ ok: true, value: { name: 'test.hello', locale: 'en' } });
    expect(world.store.lockTemplate).toHaveBeenCalledWith('test.hello');
    expect(world.store.addTemplate.mock.calls).toEqual([
      [
        {
          ...{ id: expect.stringMatching(/^ntt_/), name: 'test.hello', locale: 'en', title: 'Hi {{who}}' },
          ...{ body: 'It is {{what}}', html: null, createdBy: 'usr_ada', createdAt: AT },
        },
      ],
    ]);
    expect(world.store.recordAudit.mock.calls).toMatchObject([
      [world, { action: 'createNotificationTemplate', after: { title: 'Hi {{who}}' } }],
    ]);
  });

  test('refuses a template that exists in that locale', async () => {
    const world = worldOf([exampleTemplate()]);

    expect(await createTemplate(world, TEXT)).toMatchObject({
      refusal: { __typename: 'TemplateExists', path: ['input', 'name'] },
    });
    expect(world.store.addTemplate).not.toHaveBeenCalled();
  });
});

describe('updateTemplate', () => {
  test.each([
    ['the current version', 3],
    ['no version', undefined],
  ])('stores the next version when the input names %s', async (_, version) => {
    const world = worldOf([exampleTemplate({ version: 3 })]);

    expect(await updateTemplate(world, { ...TEXT, version })).toMatchObject({
      ok: true,
      value: { title: 'Hi {{who}}' },
    });
    expect(world.store.addTemplate).toHaveBeenCalledTimes(1);
    expect(world.store.recordAudit.mock.calls).toMatchObject([
      [world, { action: 'updateNotificationTemplate', before: { locale: 'en' }, after: { title: 'Hi {{who}}' } }],
    ]);
  });

  test.each([
    ['another locale', { locale: 'de' }, { __typename: 'NotFound', path: ['input', 'name'] }],
    [
      'an earlier version',
      { version: 2 },
      { __typename: 'TemplateChanged', path: ['input', 'version'], currentVersion: 3 },
    ],
  ])('refuses %s, and stores nothing', async (_, input, refusal) => {
    const world = worldOf([exampleTemplate({ version: 3 })]);

    expect(await updateTemplate(world, { ...TEXT, ...input })).toMatchObject({ ok: false, refusal });
    expect(world.store.addTemplate).not.toHaveBeenCalled();
    expect(world.store.recordAudit).not.toHaveBeenCalled();
  });
});

describe('previewTemplate', () => {
  const stored = exampleTemplate({ title: 'Hi {{who}}', body: 'It is {{what}}' });

  test('shows a stored template with escaped values, and names what has none', async () => {
    const input = { name: 'test.hello', data: [{ name: 'what', value: '<i>' }] };

    expect(await previewTemplate(worldOf([stored]), input)).toEqual({
      ok: true,
      value: { title: 'Hi {{who}}', body: 'It is <i>', html: '<p>It is &lt;i&gt;</p>', missing: ['who'] },
    });
  });

  test('shows the template of the nearest locale, and texts of the input in place of stored ones', async () => {
    const german = exampleTemplate({ locale: 'de', title: 'Hallo', body: 'Text' });
    const world = worldOf([stored, german]);

    expect(await previewTemplate(world, { name: 'test.hello', locale: 'de-AT', body: 'Other' })).toMatchObject({
      value: { title: 'Hallo', body: 'Other', missing: [] },
    });
  });

  test.each([
    ['an unknown name', { name: 'no.such' }, 'NotFound', ['input', 'name']],
    ['a title without a body', { title: 'A' }, 'InvalidInput', ['input']],
    ['a body without a title', { body: 'B' }, 'InvalidInput', ['input']],
    [
      'a value whose name is none',
      { data: [{ name: '1', value: '' }] },
      'InvalidInput',
      ['input', 'data', '0', 'name'],
    ],
    ['too many values', { data: Array(51).fill({ name: 'a', value: '' }) }, 'InvalidInput', ['input', 'data']],
  ])('refuses %s', async (_, input, __typename, path) => {
    expect(await previewTemplate(worldOf(), input)).toMatchObject({ ok: false, refusal: { __typename, path } });
  });
});
