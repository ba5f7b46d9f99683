import sharp from 'sharp';

// One picture at a time, none of them twice.
sharp.cache(false);
sharp.concurrency(1);

const SIZE = 640;
const SCENE_WIDTH = 1_200;
const SCENE_HEIGHT = 800;

/** Numbers from 0 to 1 that are always the same for a text (FNV-1a, then xorshift). */
function* numbersOf(text: string): Generator<number, never> {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

const colour = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${Math.round(hue * 360)} ${saturation}% ${lightness}%)`;

const gradient = (id: string, from: string, to: string): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;

const toJpeg = (svg: string): Promise<Buffer> => sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer();

/** A face of shapes and gradients, as JPEG; always the same for a name. */
export function drawFace(name: string): Promise<Buffer> {
  const numbers = numbersOf(name);
  const next = (): number => numbers.next().value;
  const [background, hair, shirt] = [next(), next() * 0.15, next()];
  const skin = colour(0.06 + next() * 0.03, 45, 45 + next() * 35);
  const [eyes, smile, fringe] = [26 + next() * 14, next() * 40, 120 + next() * 60];
  return toJpeg(`<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">
    <defs>${gradient('back', colour(background, 60, 75), colour(background + 0.12, 55, 50))}
      ${gradient('cloth', colour(shirt, 50, 55), colour(shirt, 50, 35))}</defs>
    <rect width="${SIZE}" height="${SIZE}" fill="url(#back)"/>
    <ellipse cx="320" cy="300" rx="190" ry="215" fill="${colour(hair, 45, 25)}"/>
    <path d="M110 640 Q120 500 320 500 Q520 500 530 640 Z" fill="url(#cloth)"/>
    <ellipse cx="320" cy="330" rx="150" ry="185" fill="${skin}"/>
    <path d="M170 ${fringe + 160} Q320 ${fringe} 470 ${fringe + 160} Q440 120 320 110 Q200 120 170 ${fringe + 160} Z" fill="${colour(hair, 45, 22)}"/>
    <circle cx="262" cy="330" r="${eyes / 2}" fill="#fff"/><circle cx="262" cy="332" r="${eyes / 4}" fill="#222"/>
    <circle cx="378" cy="330" r="${eyes / 2}" fill="#fff"/><circle cx="378" cy="332" r="${eyes / 4}" fill="#222"/>
    <path d="M260 ${420 - smile / 4} Q320 ${430 + smile} 380 ${420 - smile / 4}" fill="none" stroke="#7a3b32" stroke-width="10" stroke-linecap="round"/>
  </svg>`);
}

/** A landscape of shapes and gradients, as JPEG; always the same for a title. */
export function drawScene(title: string): Promise<Buffer> {
  const numbers = numbersOf(title);
  const next = (): number => numbers.next().value;
  const sky = next();
  const hills = Array.from({ length: 4 }, (_, nth) => {
    const [height, hue] = [320 + nth * 110, sky + 0.3 + nth * 0.03];
    const [left, right] = [height - 140 * next(), height - 140 * next()];
    return `<path d="M0 ${height} Q300 ${left} 600 ${height} T1200 ${right} V800 H0 Z" fill="${colour(hue, 40, 55 - nth * 10)}"/>`;
  });
  return toJpeg(`<svg xmlns="http://www.w3.org/2000/svg" width="${SCENE_WIDTH}" height="${SCENE_HEIGHT}">
    <defs>${gradient('sky', colour(sky, 70, 80), colour(sky + 0.1, 70, 60))}</defs>
    <rect width="${SCENE_WIDTH}" height="${SCENE_HEIGHT}" fill="url(#sky)"/>
    <circle cx="${150 + next() * 900}" cy="${120 + next() * 120}" r="${50 + next() * 40}" fill="#fff6d5"/>${hills.join('')}
  </svg>`);
}

/** A page of text in ASCII, as PDF 1.4. */
export function writePdf(lines: readonly string[]): Buffer {
  const text = lines.map((line) => `(${line.replaceAll(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  const content = `BT /F1 14 Tf 20 TL 72 760 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${entries}${trailer}`, 'latin1');
}
