import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

/** The fonts of documents: DejaVu Sans covers Latin, Cyrillic and Greek, is free to embed, and comes as a package. */
const FILES = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  oblique: 'dejavu-fonts-ttf/ttf/DejaVuSans-Oblique.ttf',
} as const;

/** The style of a run of text. */
export type FontStyle = keyof typeof FILES;

/** The styles, each a font of its own. */
export const FONT_STYLES: readonly FontStyle[] = ['regular', 'bold', 'oblique'];

/**
 * Scripts that are written from right to left, and marks that change the direction. The fonts have glyphs for some, but
 * lines are laid out from left to right.
 */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Characters that control layout and show nothing. */
const UNSHOWN = /[\n\t]/;

/** The bytes of the fonts, and which characters they can show. */
export interface PdfFonts {
  bytesOf(style: FontStyle): Buffer;
  /** Characters of the text without a glyph, each once, in their order. */
  missingIn(text: string, style: FontStyle): readonly string[];
}

/** Reads the fonts from their package, each when it is first used. */
export function createPdfFonts(): PdfFonts {
  const { resolve } = createRequire(import.meta.url);
  const fonts = new Map<FontStyle, { readonly bytes: Buffer; readonly codePoints: ReadonlySet<number> }>();
  const read = (style: FontStyle) => {
    const cached = fonts.get(style);
    if (cached !== undefined) return cached;
    const bytes = readFileSync(resolve(FILES[style]));
    const font = create(bytes);
    if (!('characterSet' in font)) throw new Error(`${FILES[style]} is a collection of fonts.`);
    const opened = { bytes, codePoints: new Set(font.characterSet) };
    fonts.set(style, opened);
    return opened;
  };
  return {
    bytesOf: (style) => read(style).bytes,
    missingIn(text, style) {
      const { codePoints } = read(style);
      const missing = new Set<string>();
      for (const character of text) {
        if (UNSHOWN.test(character)) continue;
        if (!codePoints.has(character.codePointAt(0) ?? 0) || RIGHT_TO_LEFT.test(character)) missing.add(character);
      }
      return [...missing];
    },
  };
}
