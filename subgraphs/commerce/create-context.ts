import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import type { PdfRenderer } from '../../runtime/pdf/pdf-renderer.ts';
import { createSealedBox } from '../../runtime/sealed-box.ts';
import { createFileAccess } from '../../runtime/signed-links/file-access.ts';
import { createLinkSigner } from '../../runtime/signed-links/link-signer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { catalogueLoaders } from './adapters/catalogue-loaders.ts';
import { orderLoaders } from './adapters/order-loaders.ts';
import { openTaxes } from './adapters/tax-rates.ts';
import type { CommerceContext } from './context.ts';
import type { CommerceRepository } from './repository/index.ts';
import type { CommerceSettings } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'streams' | 'now' | 'ask'>;
  readonly repository: CommerceRepository;
  readonly settings: CommerceSettings;
  readonly pdf: Pick<PdfRenderer, 'render'>;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host: { signals, streams, now, ask }, repository, settings, pdf }: ContextParts) {
  const shared = {
    ...{ signals, streams, now, ask, repository, settings },
    renderPdf: pdf.render,
    taxesOf: openTaxes(settings.taxRates),
    retentionBox: createSealedBox('commerce-retained', settings.secret),
    invoiceLinks: createLinkSigner('commerce.invoice', settings.linkSecrets),
    fileAccess: createFileAccess(settings.linkSecrets),
  };
  return (caller: Caller, { requestId }: Pick<GraphQLRequest, 'requestId'> = {}): CommerceContext => {
    const viewerKey = caller.viewerId ?? '';
    return {
      ...{ ...shared, caller, viewerKey, requestId: requestId ?? null },
      ...catalogueLoaders(repository, viewerKey),
      ...orderLoaders(repository, viewerKey),
    };
  };
}
