import type { PdfBlock, PdfDocument, PdfRun } from './pdf-document.ts';
import type { FontStyle, PdfFonts } from './pdf-fonts.ts';

/** Maximum number of characters that a refusal names. */
const MAX_REPORTED = 20;

type Piece = readonly [text: string, style: FontStyle];

/** The characters of a document that its fonts cannot show, each once, at most 20. */
export function findMissingGlyphs(document: PdfDocument, fonts: PdfFonts): readonly string[] {
  const missing = new Set<string>();
  const pieces = [...document.blocks.flatMap(piecesOf), [document.footer ?? '', 'regular'] satisfies Piece];
  for (const [text, style] of pieces) for (const character of fonts.missingIn(text, style)) missing.add(character);
  return [...missing].slice(0, MAX_REPORTED);
}

const piecesOfRuns = (runs: readonly PdfRun[]): readonly Piece[] =>
  runs.map(({ text, style = 'regular' }) => [text, style]);

function piecesOf(block: PdfBlock): readonly Piece[] {
  switch (block.kind) {
    case 'heading':
      return [[block.text, 'bold']];
    case 'paragraph':
      return piecesOfRuns(block.runs);
    case 'split':
      return [...piecesOfRuns(block.left), [block.right, 'regular']];
    case 'list':
      return block.items.flatMap(piecesOfRuns);
    case 'sides':
      return block.sides.flatMap(({ title, lines }): readonly Piece[] => [
        [title, 'bold'],
        ...lines.map((line): Piece => [line, 'regular']),
      ]);
    case 'table':
      return [
        ...block.columns.map(({ title }): Piece => [title, 'bold']),
        ...block.rows.flat().map((cell): Piece => [cell, 'regular']),
        ...(block.totals ?? []).flatMap(({ label, amount, isBold }): readonly Piece[] => {
          const style = isBold === true ? 'bold' : 'regular';
          return [
            [label, style],
            [amount, style],
          ];
        }),
      ];
    default:
      return [];
  }
}
