import { z } from 'zod';

/** One emoji recommended for general interchange, of however many code points: UTS #51, RGI_Emoji. */
const RGI_EMOJI = /^\p{RGI_Emoji}$/v;

/** Say how a sign is drawn, as text or as a picture. Keyboards and clients leave them out, or put them where none is needed. */
const VARIATION_SELECTORS = /[\ufe0e\ufe0f]/g;

/** Signs that are drawn as text unless an emoji style or a skin tone follows. */
const TEXT_BY_DEFAULT = /[\p{Emoji}--\p{Emoji_Presentation}](?!\p{Emoji_Modifier})/gv;

/** The longest are flags of regions and families, far below this. */
const MAX_CODE_UNITS = 60;

/** Fully qualified, UTS #51, ED-18: a style behind each sign that needs one, and nowhere else. */
const qualified = (value: string): string =>
  value.replaceAll(VARIATION_SELECTORS, '').replaceAll(TEXT_BY_DEFAULT, '$&\ufe0f');

/** One emoji, fully qualified, so that each has one spelling. Skin tones are distinguished. */
export const EMOJI = z
  .string()
  .max(MAX_CODE_UNITS, 'A reaction is one emoji.')
  .transform(qualified)
  .refine((emoji) => RGI_EMOJI.test(emoji), 'A reaction is one emoji.');
