import type { PageLoader } from '../../../runtime/database/page-loader.ts';

/** One loader of pages for each choice of what is listed, made when it is first asked for. */
export function perChoice<Choice, Row>(
  create: (choice: Choice) => PageLoader<Row>,
): (choice: Choice) => PageLoader<Row> {
  const loaders = new Map<string, PageLoader<Row>>();
  return (choice) => {
    const name = JSON.stringify(choice);
    const loader = loaders.get(name) ?? create(choice);
    loaders.set(name, loader);
    return loader;
  };
}
