import { expect, test } from '@jest/globals';
import { requireListener } from './require-listener.ts';

test('a viewer without access is refused', async () => {
  const repository = { permittedIn: async () => new Set(['usr_ada']) };
  await expect(requireListener({ repository }, 'cnv_1', 'usr_ada')).resolves.toBeUndefined();
  await expect(requireListener({ repository }, 'cnv_1', 'usr_eve')).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
