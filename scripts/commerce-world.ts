/** A variant of the demo world; the price is in cents. */
interface DemoVariant {
  readonly sku: string;
  readonly cents: number;
  readonly stock: number;
  readonly options?: Readonly<Record<string, string>>;
}

/** Something that somebody of the demo world sells. */
export interface DemoProduct {
  readonly title: string;
  readonly description: string;
  readonly kind: 'PHYSICAL' | 'DIGITAL' | 'SERVICE';
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly variants: readonly DemoVariant[];
}

/** Shops of the demo world: whose, and what they sell. Goods that are shipped get their pictures later. */
export const SHOPS: readonly {
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly returnPolicy: string;
  readonly products: readonly DemoProduct[];
}[] = [
  {
    owner: 'noor',
    name: 'Maps by Noor',
    description: 'Old maps, drawn anew.',
    returnPolicy: 'Prints can be sent back within 30 days.',
    products: [
      {
        title: 'The old harbour, printed',
        description: 'A map of the harbour as it was, on heavy paper.',
        kind: 'PHYSICAL',
        tags: ['maps', 'prints'],
        attributes: { Material: 'Paper', Region: 'Coast' },
        variants: [
          { sku: 'HARBOUR-S', cents: 2_400, stock: 25, options: { Size: 'Small' } },
          { sku: 'HARBOUR-L', cents: 4_900, stock: 8, options: { Size: 'Large' } },
        ],
      },
      {
        title: 'Where the map ends, as a file',
        description: 'The same map to print yourself.',
        kind: 'DIGITAL',
        tags: ['maps', 'downloads'],
        attributes: { Format: 'PDF' },
        variants: [{ sku: 'END-PDF', cents: 700, stock: 1_000 }],
      },
    ],
  },
  {
    owner: 'ada',
    name: 'Ada at the wall',
    description: 'Climbing lessons for beginners.',
    returnPolicy: 'A lesson can be cancelled until the day before.',
    products: [
      {
        title: 'One hour at the wall',
        description: 'Your first hour of climbing; shoes and rope are there.',
        kind: 'SERVICE',
        tags: ['climbing', 'lessons'],
        attributes: { Level: 'Beginner' },
        variants: [{ sku: 'WALL-1H', cents: 3_500, stock: 12 }],
      },
    ],
  },
];

/** What people of the demo world keep in mind: titles of products. */
export const WISHES: Readonly<Record<string, readonly string[]>> = {
  ben: ['One hour at the wall'],
  yuki: ['Where the map ends, as a file'],
};
