const words = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

/** Words of titles, frequent ones first. */
export const ADJECTIVES = words(
  'New Small Large Classic Modern Black White Red Blue Green Vintage Handmade Light Heavy Soft Round Square Slim Warm Dark',
  'Folding Portable Rustic Elegant Simple Sturdy Compact Bright Golden Silver Striped Plain Curved Tall Short Wide Narrow',
);

/** What things are made of, frequent ones first. */
export const MATERIALS = words(
  'cotton oak steel leather glass wool pine linen ceramic bamboo silk copper walnut marble felt cork brass paper denim clay',
  'velvet rubber wicker concrete slate',
);

/** Things, frequent ones first: some common, many that are put together. */
export const THINGS: readonly string[] = [
  ...words(
    'shirt table lamp chair bag mug desk vase cushion shelf jacket bowl rug clock mirror basket blanket frame plate knife',
    'stool bench candle scarf hat wallet belt tray pan kettle teapot curtain pillow towel apron notebook pen box hook ladder',
  ),
  ...words(
    'book wine shoe tea coffee plant bike garden kitchen wall door window bath bed coat hand key letter light music',
  ).flatMap((one) =>
    words('holder rack stand case cover box stool shelf hook brush mat set').map((other) => `${one}${other}`),
  ),
];
