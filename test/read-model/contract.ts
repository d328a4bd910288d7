import type { ReadModelStore } from '../../src/read-model/port.js';
import { documentsContract } from './contract-documents.js';
import { filtersContract } from './contract-filters.js';
import { foldingContract } from './contract-folding.js';
import { pagesContract } from './contract-pages.js';

/**
 * What every read-model store does, said through the port alone. `open` gives a store that holds
 * nothing yet; it is closed after each example.
 * @param isAtomic whether it looks and writes in one step, as any database but a stand-in does
 */
export const readModelStoreContract = (
  name: string,
  open: () => Promise<ReadModelStore>,
  isAtomic = true,
): void => {
  describe(`the read-model store, ${name},`, () => {
    let opened: ReadModelStore;
    const store = () => opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    documentsContract(store);
    filtersContract(store);
    pagesContract(store);
    foldingContract(store, isAtomic);
  });
};
