import { z } from 'zod';

/** One emoji recommended for general interchange, of however many code points: UTS #51, RGI_Emoji. */
const RGI_EMOJI = /^\p{RGI_Emoji}$/v;

/** Some signs are emoji only with this behind them, and keyboards leave it out. */
const EMOJI_STYLE = '\ufe0f';

/** The longest are flags of regions and families, far below this. */
const MAX_CODE_UNITS = 40;

const qualified = (value: string): string | undefined =>
  [value, `${value}${EMOJI_STYLE}`].find((candidate) => RGI_EMOJI.test(candidate));

/** One emoji, fully qualified, so that the same one is never two. */
export const EMOJI = z
  .string()
  .max(MAX_CODE_UNITS, 'A reaction is one emoji.')
  .transform((value, { addIssue }) => {
    const emoji = qualified(value);
    if (emoji !== undefined) return emoji;
    addIssue({ code: 'custom', message: 'A reaction is one emoji.' });
    return z.NEVER;
  });
